"""The tests."""

import gc

gc.disable()  # what is imported stays; conftest turns it on again when all tests are collected
