"""What takes minutes has a smaller form in `make test`; with TAKWIN_LONG=1, as .ci/long sets it, it is run in full."""

import os

LONG = os.environ.get("TAKWIN_LONG") == "1"
