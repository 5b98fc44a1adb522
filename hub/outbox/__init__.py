"""Messages that leave: mails, and notices people read in the hub.

A message is a row with a unique key, posted in the same transaction as the fact it tells.
A reminder is a row whose time has not come yet. An in-app notice is a row for a person: it is
shown once its time has come, nothing has to deliver it.

Tables: outgoing_messages.
"""
