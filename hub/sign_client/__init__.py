"""The signing client: signs on the user's own machine what a hub has prepared.

    python -m hub.sign_client ADDRESS --pkcs12 khoa.p12
    python -m hub.sign_client ADDRESS --module /usr/lib/…/vendor-pkcs11.so --token NAME

The private key never leaves its file or token; the hub gets a certificate and a signature.
Runs with Python and `cryptography`; with tokens also `python-pkcs11`. It imports nothing else
of the hub, so that it can be handed out alone (the signing page offers it as one file).

    token    certificates and signatures of PKCS#11 tokens; the hub's own HSM is read by it too
    keys     keys in PKCS#12 files
    line     what is said to the hub
    main     the command
"""
