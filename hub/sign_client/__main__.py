"""`python -m hub.sign_client`."""

import sys

from hub.sign_client.main import main

sys.exit(main())
