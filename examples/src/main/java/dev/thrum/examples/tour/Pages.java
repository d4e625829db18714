// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The pages to serve: their content by the name under which they are served.
record Pages(SortedMap<String, byte[]> byName) {

    /// The two pages that come with the tour: a long one to read, and a short one that has thrown dice.
    static Pages bundled() {
        SortedMap<String, byte[]> pages = new TreeMap<>();
        for (String name : List.of("concurrency.html", "dice.html")) {
            try (InputStream content = Pages.class.getResourceAsStream("pages/" + name)) {
                pages.put(name, content.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Pages(pages);
    }

    /// All files in `folder`, without those in folders below it, hidden ones and empty ones.
    ///
    /// @throws TourException if there is no such folder, or nothing in it
    static Pages in(Path folder) throws TourException {
        SortedMap<String, byte[]> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file) && !Files.isHidden(file) && Files.size(file) > 0) {
                    pages.put(asPath(file.getFileName().toString()), Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new TourException("cannot read the pages in " + folder, e);
        }
        if (pages.isEmpty()) {
            throw new TourException("there is no page in " + folder);
        }
        return new Pages(pages);
    }

    /// A file's name as it stands in an address: a space becomes `%20`.
    private static String asPath(String fileName) throws IOException {
        try {
            return new URI(null, null, "/" + fileName, null).getRawPath().substring(1);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
