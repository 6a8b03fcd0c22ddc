"""`python -m guixiao.cli` is the same as `guixiao`."""

import sys

from guixiao.cli import main

sys.exit(main())
