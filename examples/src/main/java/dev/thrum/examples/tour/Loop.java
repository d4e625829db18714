// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

record Loop() implements Way {

    @Override
    public Name name() {
        return Name.LOOP;
    }

    @Override
    public String crew(int pieces) {
        return "1 loop, " + Way.count(pieces, "task");
    }

    @Override
    public List<Done> run(List<Piece> pieces, Consumer<Done> progress) throws InterruptedException, ExecutionException {
        throw new ExecutionException(new IllegalStateException("draft"));
    }
}
