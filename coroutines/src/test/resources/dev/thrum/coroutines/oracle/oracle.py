# SPDX-License-Identifier: Apache-2.0
"""Runs every program and prints its trace. The same programs in Java must leave the same traces."""

import harness
import send
import throw
import close
import state
import delegation
import delegates
import finalisation

harness.run_all()
