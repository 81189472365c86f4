package io.crossmem.bench.report;

import java.util.List;

/** A case and its charts, of which there may be none. */
record Illustrated(Case subject, List<Picture> pictures) {}
