# SPDX-License-Identifier: Apache-2.0
"""What the programs are written with: a registry, and a trace whose words mean the same in Java."""

import faulthandler
import inspect
import sys

HANG_SECONDS = 120

_programs = []
_events = []


def program(*behaviours, since=(3, 11)):
    """Registers a function under its name and the numbers of the behaviours it is about."""

    def register(function):
        _programs.append((behaviours, since, function))
        return function

    return register


def trace(*words):
    """Adds a line to the trace of the program that runs."""
    _events.append(" ".join(show(word) for word in words))


def attempt(label, action, *arguments):
    """Traces what the action returns or raises. Returns what it raises."""
    try:
        trace(label, "->", action(*arguments))
        return None
    except BaseException as failure:
        trace(label, "raises", failure)
        return failure


def close(closeable):
    """Closes, and traces that this is over. What close returns depends on the version of Python."""
    try:
        closeable.close()
        trace("closed")
        return None
    except BaseException as failure:
        trace("close raises", failure)
        return failure


def state(generator):
    return inspect.getgeneratorstate(generator).removeprefix("GEN_")


def context(exception):
    """What was being handled when this was raised."""
    return exception.__context__


def show(word):
    """A word as both languages write it."""
    if word is None:
        return "null"
    if isinstance(word, bool):
        return str(word).lower()
    if isinstance(word, (list, tuple)):
        return "[" + ", ".join(show(item) for item in word) + "]"
    if isinstance(word, BaseException):
        return name(word)
    return str(word)


def name(exception):
    """The one table of exceptions. Whatever is not in it is an exception of the programs' own, or a surprise."""
    text = str(exception)
    match exception:
        case StopIteration():
            return f"stop({show(exception.value)})"
        case GeneratorExit():
            return "exit"
        case RuntimeError() if "ignored GeneratorExit" in text:
            return "ignored exit"
        case RuntimeError() if "raised StopIteration" in text:
            return f"stop escaped({show(exception.__cause__)})"
        case ValueError() if "already executing" in text:
            return "already executing"
        case TypeError() if "just-started" in text:
            return "not started"
        case AttributeError() if "no attribute 'send'" in text:
            return "unsupported"
        case _:
            return f"{type(exception).__name__}({text})"


class Spam(Exception):
    pass


class Eggs(Exception):
    pass


class Bang(BaseException):
    """Not for programs to handle, as an Error in Java."""


def run_all():
    """Prints a section per program: a headline, and its trace."""
    faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
    sys.unraisablehook = lambda report: trace("unraisable", report.exc_value)
    for behaviours, since, function in _programs:
        print("==", ", ".join(map(str, behaviours)) + ":", function.__name__.replace("_", " "))
        if sys.version_info < since:
            print("needs Python", ".".join(map(str, since)))
            continue
        _events.clear()
        function()
        for event in _events:
            print("  " + event)
