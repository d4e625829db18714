// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// One runnable class per lesson, and the tour.
@NullMarked
module dev.thrum.examples {
    requires static org.jspecify;
    requires dev.thrum.core;
    requires dev.thrum.sync;
    requires dev.thrum.coroutines;
    requires dev.thrum.ipc;
    requires com.fasterxml.jackson.databind;
    requires com.samskivert.jmustache;
    requires info.picocli;
    requires java.management;
    requires java.net.http;
    requires jdk.httpserver;
    requires me.tongfei.progressbar;
    requires org.slf4j;

    // picocli sets the options of the commands, and the template of the report reads its data, by reflection.
    opens dev.thrum.examples.tour to com.samskivert.jmustache, info.picocli;
    opens dev.thrum.examples.eventloop to info.picocli;
}
