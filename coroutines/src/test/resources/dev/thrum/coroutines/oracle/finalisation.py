# SPDX-License-Identifier: Apache-2.0
"""Bodies that nobody ends."""

import gc

from harness import attempt, program, trace


def collect():
    """For the cycles; everything else ended when its last reference went. Java must wait."""
    gc.collect()


@program(31)
def abandoned_one_runs_its_finally_blocks():
    def body():
        try:
            try:
                yield 1
                trace("not reached")
            finally:
                trace("inner finally")
        finally:
            trace("outer finally")

    abandoned = body()
    attempt("next", next, abandoned)
    del abandoned
    collect()


@program(31)
def abandoned_delegator_unwinds_its_delegates():
    def body(depth):
        try:
            yield depth
            if depth < 3:
                yield from body(depth + 1)
        finally:
            trace(depth, "finally")

    abandoned = body(1)
    for _ in range(3):
        attempt("next", next, abandoned)
    del abandoned
    collect()


@program(31)
def abandoned_delegate_that_had_started_is_unwound():
    def inner():
        try:
            yield 1
            yield 2
        finally:
            trace("inner finally")

    def outer(delegate):
        try:
            yield from delegate
        finally:
            trace("outer finally")

    delegate = inner()
    attempt("alone", next, delegate)
    abandoned = outer(delegate)
    del delegate
    attempt("next", next, abandoned)
    del abandoned
    collect()
