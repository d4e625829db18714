// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Behaviour 37, without what ends a run early: see [RequestRunnerFailureTest].
class RequestRunnerTest {

    private record Double(int number) implements Request<Integer> {}

    private record Find(String what) implements Request<@Nullable String> {}

    private sealed interface Drink extends Request<String> {
        record Tea(int cups) implements Drink {}

        enum Coffee implements Drink {
            BLACK { },
            WHITE { }
        }
    }

    private final List<String> log = new ArrayList<>();

    private static Coroutine<Object, Object, String> computer() {
        return Coroutine.of("computer", self -> {
            int times = (int) self.yield(Integer.class);
            String text = (String) self.yield(String.class);
            return text.repeat(times);
        });
    }

    private static Coroutine<Object, Object, String> repeater(int n) {
        return Coroutine.of("repeater " + n, self -> {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < n; i++) {
                all.append(self.yieldFrom(computer()));
            }
            return all.toString();
        });
    }

    private static String repeat(Asker asker, int n) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < n; i++) {
            all.append(compute(asker));
        }
        return all.toString();
    }

    private static String compute(Asker asker) {
        int times = asker.ask(Integer.class);
        return asker.ask(String.class).repeat(times);
    }

    /// Numbers 1, 2, 3, 1, ... and letters A, B, C, ... as they are asked for.
    private static RequestRunner courseRunner() {
        AtomicInteger numbers = new AtomicInteger();
        AtomicInteger letters = new AtomicInteger('A');
        return RequestRunner.builder()
                .onType(Integer.class, () -> numbers.getAndIncrement() % 3 + 1)
                .onType(String.class, () -> Character.toString(letters.getAndIncrement()))
                .build();
    }

    @DisplayName("37: the course's runner, and what it returns for the same answers (CPython 3.11)")
    @ParameterizedTest
    @EnumSource
    void theCoursesRunner(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> assertThat(courseRunner().run(repeater(4), repeater(1), repeater(2)))
                .containsExactly("BB", "CCCEE", "ADFFFG"));
    }

    @DisplayName("37: the same with bodies that ask directly, through ordinary methods")
    @ParameterizedTest
    @EnumSource
    void bodiesThatAskDirectly(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> assertThat(courseRunner().run(
                asker -> repeat(asker, 4), asker -> repeat(asker, 1), asker -> repeat(asker, 2)))
                .containsExactly("BB", "CCCEE", "ADFFFG"));
    }

    @Test
    void turnsGoRoundInTheOrderGivenAndRequestsAreAnsweredWhenTheTurnComes() throws InterruptedException {
        AtomicInteger answers = new AtomicInteger();
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> {
                    log.add("answer");
                    return answers.incrementAndGet();
                })
                .build();
        List<String> results = runner.run(logging("a", 2), logging("b", 1), logging("c", 2));
        assertThat(log).containsExactly(
                "a asks", "b asks", "c asks",
                "answer", "a got 1", "a asks", "answer", "b got 2", "answer", "c got 3", "c asks",
                "answer", "a got 4", "answer", "c got 5");
        assertThat(results).containsExactly("b", "a", "c");
    }

    private AskingBody<String> logging(String name, int requests) {
        return asker -> {
            for (int i = 0; i < requests; i++) {
                log.add(name + " asks");
                log.add(name + " got " + asker.ask(Integer.class));
            }
            return name;
        };
    }

    @Test
    void bodiesThatAskForNothingEndInTheFirstRound() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder().onType(Integer.class, () -> 1).build();
        assertThat(runner.<Object>run(asker -> asker.ask(Integer.class), asker -> "at once"))
                .containsExactly("at once", 1);
        assertThat(runner.run(List.<Coroutine<Object, Object, String>>of())).isEmpty();
    }

    @Test
    void aResultMayBeNullAndTheListIsTheCallersToRead() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder().build();
        List<@Nullable String> results = runner.<@Nullable String>run(asker -> null, asker -> "x");
        assertThat(results).isEqualTo(Arrays.asList(null, "x")).isUnmodifiable();
    }

    @Test
    void aQuestionReachesTheHandlerOfItsClass() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder()
                .onRequest(Double.class, request -> request.number() * 2)
                .onRequest(Find.class, request -> request.what().equals("needle") ? "found" : null)
                .build();
        assertThat(runner.<@Nullable Object>run(
                asker -> asker.ask(new Double(21)), asker -> asker.ask(new Find("needle")),
                asker -> asker.ask(new Find("hay"))))
                .containsExactly(42, "found", null);
    }

    @Test
    void aFamilyOfQuestionsHasOneHandlerAndTheFirstKindThatFitsIsTaken() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder()
                .onRequest(Drink.Coffee.class, coffee -> coffee + " coffee")
                .onRequest(Drink.class, drink -> switch (drink) {
                    case Drink.Tea(int cups) -> cups + " cups of tea";
                    case Drink.Coffee _ -> "never";
                })
                .build();
        assertThat(runner.run(asker -> asker.ask(new Drink.Tea(2)), asker -> asker.ask(Drink.Coffee.WHITE)))
                .containsExactly("2 cups of tea", "WHITE coffee");
    }

    @Test
    void anyOtherKeyIsFoundByEquality() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder()
                .onKey(List.of("an", "equal", "list"), () -> "by value")
                .onKey("nothing", () -> null)
                .build();
        assertThat(runner.<@Nullable Object>run(
                asker -> asker.ask(new ArrayList<>(List.of("an", "equal", "list"))), asker -> asker.ask("nothing")))
                .containsExactly("by value", null);
    }

    @Test
    void theClassOfAQuestionIsNotTheQuestion() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder()
                .onType(Double.class, () -> new Double(4))
                .onRequest(Double.class, request -> request.number() * 2)
                .build();
        assertThat(runner.run(asker -> asker.ask(asker.ask(Double.class)))).containsExactly(8);
    }

    @Test
    @DisplayName("37: to yield null is to ask for nothing, as in the course's runner")
    void yieldingNullLetsTheOthersHaveTheirTurns() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder().onType(Integer.class, () -> 1).build();
        Coroutine<@Nullable Object, @Nullable Object, String> polite = Coroutine.of("polite", self -> {
            log.add("polite waits");
            log.add("polite got " + self.yield(null));
            return "polite";
        });
        runner.run(polite, Coroutine.of("other", self -> {
            log.add("other runs");
            return "other";
        }));
        assertThat(log).containsExactly("polite waits", "other runs", "polite got null");
    }

    @Test
    @DisplayName("37: an unknown request is raised, by name, in the body that asked, which may go on")
    void anUnknownRequestIsRaisedInTheAskingBody() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder().onType(Integer.class, () -> 7).build();
        assertThat(runner.run(
                asker -> afterUnknown(asker, Float.class, "a value of java.lang.Float", "onType"),
                asker -> afterUnknown(asker, int.class, "a value of int", "onType"),
                asker -> afterUnknown(asker, "colour", "colour (java.lang.String)", "onKey"),
                asker -> afterUnknown(asker, new Double(1), "[number=1] (" + Double.class.getName(), "onRequest"),
                asker -> afterUnknown(asker, Drink.Coffee.BLACK, "BLACK (" + Drink.class.getName(), "onRequest")))
                .containsExactly(7, 7, 7, 7, 7);
    }

    private static int afterUnknown(Asker asker, Object request, String name, String remedy) {
        assertThatExceptionOfType(UnknownRequestException.class)
                .isThrownBy(() -> asker.ask(request))
                .withMessageStartingWith("body ")
                .withMessageContaining("asked for ")
                .withMessageContaining(name)
                .withMessageEndingWith(remedy)
                .satisfies(e -> assertThat(e.request()).isSameAs(request));
        return asker.ask(Integer.class);
    }

    @Test
    void aBodyMayAnswerAnUnknownRequestByEnding() throws InterruptedException {
        assertThat(RequestRunner.builder().build().run(asker -> {
            try {
                return asker.ask("anything");
            } catch (UnknownRequestException e) {
                return "default";
            }
        })).containsExactly("default");
    }

    @Test
    void whatAHandlerThrowsIsRaisedInTheAskingBodyWhichMayAskAgain() throws InterruptedException {
        IOException failure = new IOException("no line");
        Iterator<String> lines = List.of("first", "", "third").iterator();
        RequestRunner runner = RequestRunner.builder()
                .onRequest(Find.class, request -> {
                    String line = lines.next();
                    if (line.isEmpty()) {
                        throw failure;
                    }
                    return line;
                })
                .build();
        List<String> results = runner.run(asker -> {
            List<Object> seen = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                try {
                    seen.add("" + asker.ask(new Find("line")));
                } catch (Exception e) {
                    seen.add(e);
                }
            }
            assertThat(seen).containsExactly("first", failure, "third");
            return "done";
        });
        assertThat(results).containsExactly("done");
    }

    @Test
    void handlersRunOnTheCallersThreadInItsContext() throws InterruptedException {
        ScopedValue<String> user = ScopedValue.newInstance();
        Thread caller = Thread.currentThread();
        RequestRunner runner = RequestRunner.builder()
                .onType(Boolean.class, () -> Thread.currentThread() == caller)
                .onType(String.class, user::get)
                .build();
        List<Object> results = ScopedValue.where(user, "ann")
                .call(() -> runner.run(asker -> asker.ask(Boolean.class), asker -> asker.ask(String.class)));
        assertThat(results).containsExactly(true, "ann");
    }

    @Test
    void aRunnerIsImmutableAndCanBeUsedAgain() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder().onType(Integer.class, () -> 1).build();
        RequestRunner.Builder builder = RequestRunner.builder().onType(Boolean.class, () -> true);
        RequestRunner before = builder.build();
        builder.onType(Integer.class, () -> 2);
        assertThat(runner.run(asker -> asker.ask(Integer.class))).containsExactly(1);
        assertThat(runner.run(asker -> asker.ask(Integer.class))).containsExactly(1);
        assertThatExceptionOfType(UnknownRequestException.class)
                .isThrownBy(() -> before.run(asker -> asker.ask(Integer.class)));
    }

    @Test
    void aRunInsideAHandlerOrABodyIsARunOfItsOwn() throws InterruptedException {
        RequestRunner inner = RequestRunner.builder().onType(Integer.class, () -> 2).build();
        RequestRunner outer = RequestRunner.builder()
                .onType(Integer.class, () -> inner.run(asker -> asker.ask(Integer.class)).getFirst() * 10)
                .build();
        assertThat(outer.run(
                asker -> asker.ask(Integer.class) + inner.run(own -> own.ask(Integer.class)).getFirst()))
                .containsExactly(22);
    }

    @Test
    void theBuilderRefusesASecondHandlerForTheSameThing() {
        RequestRunner.Builder builder = RequestRunner.builder()
                .onType(Integer.class, () -> 1)
                .onKey("colour", () -> "red")
                .onRequest(Double.class, request -> 2)
                .onRequest(Drink.class, request -> "tea");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.onType(Integer.class, () -> 2))
                .withMessageContaining("java.lang.Integer");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.onKey("colour", () -> "blue"))
                .withMessageContaining("colour");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.onRequest(Double.class, request -> 3))
                .withMessageContaining(Double.class.getName());
        assertThatIllegalArgumentException().isThrownBy(() -> builder.onRequest(Drink.Tea.class, request -> "no"))
                .withMessageContaining(Drink.Tea.class.getName())
                .withMessageContaining(Drink.class.getName());
    }

    @Test
    void theBuilderRefusesKeysThatHaveMethodsOfTheirOwn() {
        RequestRunner.Builder builder = RequestRunner.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.onKey(Integer.class, () -> 1))
                .withMessageContaining("onType");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.onKey(new Double(1), () -> 1))
                .withMessageContaining("onRequest");
    }

    @Test
    void aCoroutineThatWasStartedIsRefused() {
        Coroutine<Object, Object, String> started = computer();
        started.next();
        Coroutine<Object, Object, String> other = computer();
        assertThatIllegalStateException().isThrownBy(() -> courseRunner().run(other, started));
        assertThat(other.state()).isEqualTo(BodyState.CLOSED);
        assertThat(started.state()).isEqualTo(BodyState.CLOSED);
    }

    @Test
    void aCoroutineGivenTwiceIsRefused() {
        Coroutine<Object, Object, String> computer = computer();
        assertThatIllegalStateException().isThrownBy(() -> courseRunner().run(computer, computer));
        assertThat(computer.state()).isEqualTo(BodyState.CLOSED);
    }
}
