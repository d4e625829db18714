// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {
    private static final Browser NONE = address -> {
        throw new AssertionError("a computation has nothing to read at " + address);
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 10})
    void thereAre148933PrimesBelowTwoMillionHoweverTheyAreDivided(int chunks) throws Exception {
        assertThat(answer(Job.primes(2_000_000, chunks))).isEqualTo("148,933 primes");
    }

    @Test
    void countsPrimesOfTheFirstNumbers() throws Exception {
        assertThat(answer(Job.primes(1, 1))).isEqualTo("0 primes");
        assertThat(answer(Job.primes(2, 1))).isEqualTo("0 primes");
        assertThat(answer(Job.primes(3, 3))).isEqualTo("1 primes");
        assertThat(answer(Job.primes(30, 4))).isEqualTo("10 primes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 99_999, 100_000, 100_001, 5_000_000, 5_000_019})
    void addsUpSquaresExactlyAlsoWhereALongWouldOverflow(int limit) throws Exception {
        BigInteger n = BigInteger.valueOf(limit);
        BigInteger formula = n.multiply(n.subtract(BigInteger.ONE))
                .multiply(n.shiftLeft(1).subtract(BigInteger.ONE)).divide(BigInteger.valueOf(6));

        assertThat(new Piece.Squares(limit).work(NONE)).isEqualTo(formula);
    }

    @Test
    void addsUpAsManySquaresAsTheCourse() {
        Job job = Job.squares(5_000_000, 20);

        assertThat(job.pieces()).hasSize(20)
                .startsWith(new Piece.Squares(5_000_000)).endsWith(new Piece.Squares(5_000_019));
    }

    @Test
    void downloadsTheAddressesInTurns() {
        URI one = URI.create("http://one/");
        URI two = URI.create("http://two/");

        Job job = Job.download(List.of(one, two), 80, true);

        assertThat(job.pieces()).hasSize(160)
                .startsWith(new Piece.Page(one), new Piece.Page(two), new Piece.Page(one));
    }

    @Test
    void comparesBytesOnlyWherePagesStayTheSame() {
        List<BigInteger> lengths = List.of(BigInteger.TWO, BigInteger.TEN);
        List<URI> addresses = List.of(URI.create("http://one/"));

        assertThat(Job.download(addresses, 2, true).answer().apply(lengths)).isEqualTo("2 pages of 12 bytes in all");
        assertThat(Job.download(addresses, 2, false).answer().apply(lengths)).isEqualTo("2 complete pages");
    }

    @Test
    void waysThatDisagreeAreAnErrorThatNamesThem() {
        Outcome right = Samples.outcome(Job.Name.PRIMES, new Sequential(), 2, Samples.done("main", 0, 1));
        Outcome wrong = Samples.outcome(Job.Name.PRIMES, new Threads(5), 1,
                Samples.done("thread 1", 0, 1), Samples.done("thread 1", 0, 1));

        assertThatThrownBy(() -> Comparison.of(List.of(right, wrong)))
                .isInstanceOf(TourException.class)
                .hasMessage("the ways disagree about primes: sequential found 1, but threads found 2");
    }

    @Test
    void answersOfDifferentJobsMayDiffer() throws TourException {
        Outcome primes = Samples.outcome(Job.Name.PRIMES, new Sequential(), 2, Samples.done("main", 0, 1));
        Outcome squares = Samples.outcome(Job.Name.SQUARES, new Sequential(), 1,
                Samples.done("main", 0, 1), Samples.done("main", 0, 1));

        assertThat(Comparison.of(List.of(primes, squares)).byJob()).hasSize(2);
    }

    private static String answer(Job job) throws Exception {
        return job.answer().apply(new Sequential().run(job.pieces(), _ -> {}).stream().map(Done::result).toList());
    }
}
