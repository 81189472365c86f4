package io.crossmem.internal.join;

import io.crossmem.internal.network.MpiWire;
import io.crossmem.internal.network.Nodes;

/**
 * The result of joining over several nodes.
 *
 * @param local the membership of the group of this node's ranks
 * @param nodes of all ranks
 * @param wire to the ranks of other nodes
 */
public record NodeMembership(Membership local, Nodes nodes, MpiWire wire) {}
