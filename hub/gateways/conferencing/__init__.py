"""A conference held on somebody else's server: the hub gives each site its own signed way in.

    jitsi          a JWT (HS256) of lib-jitsi-meet's token authentication
    bigbluebutton  the API's checksums
    livekit        an access token
    plain          a link without identity

Presence, the floor, documents and minutes stay in the hub; sound and picture are there.
"""
