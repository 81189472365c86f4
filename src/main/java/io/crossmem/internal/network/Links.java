package io.crossmem.internal.network;

import java.util.function.IntFunction;

/** The links to ranks of other nodes, by rank; each is made at its first use. */
final class Links {
  private final Nodes nodes;
  private final int ownNode;
  private final IntFunction<Link> maker;
  private final Link[] links;

  Links(Nodes nodes, int own, IntFunction<Link> maker) {
    this.nodes = nodes;
    this.ownNode = nodes.nodeOf(own);
    this.maker = maker;
    this.links = new Link[nodes.ranks()];
  }

  /** There must be such a rank, of another node. */
  Link get(int rank) {
    Link link = links[rank];
    if (link == null) {
      link = maker.apply(rank);
      links[rank] = link;
    }
    return link;
  }

  /** Null if there is no such rank on another node. */
  Link find(int rank) {
    boolean isThere = rank >= 0 && rank < links.length && nodes.nodeOf(rank) != ownNode;
    return isThere ? get(rank) : null;
  }

  /** Null if it was not made. */
  Link peek(int rank) {
    return links[rank];
  }
}
