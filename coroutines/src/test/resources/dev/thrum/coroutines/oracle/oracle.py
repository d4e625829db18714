# SPDX-License-Identifier: Apache-2.0
"""Runs every program and prints its trace. The same programs in Java must leave the same traces."""

import harness
import send
import throw
import context
import close
import closing
import state
import delegation
import results
import exits
import iterators
import delegates
import leaving
import towers
import finalisation

harness.run_all()
