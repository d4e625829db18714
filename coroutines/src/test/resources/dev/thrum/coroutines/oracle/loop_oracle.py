# SPDX-License-Identifier: Apache-2.0
"""Runs every program about tasks and prints its trace. The same programs in Java must leave the same traces."""

import harness
import tasks
import agens

harness.run_all()
