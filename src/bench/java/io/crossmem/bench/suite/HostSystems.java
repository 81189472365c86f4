package io.crossmem.bench.suite;

import io.crossmem.bench.rank.Rank;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the processes of each system on two hosts, as many ranks on each. Ranks are pinned: each
 * to a core of its own, or those of a host to the same one if there are fewer cores.
 */
final class HostSystems {
  /** Of hosta, as scripts/hosts sets it. */
  private static final String ADDRESS = "10.77.0.1";

  private static final String INTERFACE = "v0";

  /** Both hosts see this folder, but not each other's /dev/shm. */
  private static final Path SHARED = Path.of(System.getProperty("java.io.tmpdir"));

  private final Hosts hosts;

  HostSystems(Hosts hosts) {
    this.hosts = hosts;
  }

  // ---- Started by a launcher of MPI

  /** crossmem over an MPI, which carries messages between the hosts only. */
  RankGroup crossmem(String name, String mpi, int ranksPerHost) throws IOException {
    List<String> rank = Systems.java(Systems.CLASS_PATH, Rank.class, List.of("messages"));
    return launched(name, mpi, ranksPerHost, rank, Map.of(), true);
  }

  /**
   * MPI in C, with shared memory inside a host. Open MPI's ranks yield if they share a core, since
   * its launcher does not see that they do.
   */
  RankGroup inC(Installation mpi, int ranksPerHost) throws IOException {
    Map<String, String> environment = new HashMap<>(Map.of("HOSTS_BTL", "self,vader,tcp"));
    if (cores(2 * ranksPerHost) < 2 * ranksPerHost) {
      environment.put("OMPI_MCA_mpi_yield_when_idle", "1");
    }
    List<String> rank = List.of(Systems.PROGRAMS.resolve(mpi.program()).toString());
    return launched(mpi.kind(), mpi.kind(), ranksPerHost, rank, environment, false);
  }

  private RankGroup launched(
      String name,
      String mpi,
      int ranksPerHost,
      List<String> rank,
      Map<String, String> environment,
      boolean compiles)
      throws IOException {
    int ranks = 2 * ranksPerHost;
    List<String> pinned = new ArrayList<>(List.of("sh", "-c", pin(ranks), "sh"));
    pinned.addAll(rank);
    ProcessBuilder builder = new ProcessBuilder(hosts.launch(mpi, ranksPerHost, pinned));
    builder.environment().putAll(hosts.environment());
    builder.environment().putAll(environment);
    builder // for ranks on hostb
        .environment()
        .put("OMPI_MCA_mca_base_env_list", "CROSSMEM_BENCH_SOCKET;CROSSMEM_BENCH_SHARED");
    return new RankGroup(name, ranks, compiles, SHARED, List.of(builder));
  }

  private static String pin(int ranks) {
    return "exec taskset -c $((${OMPI_COMM_WORLD_RANK:-$PMI_RANK} * "
        + cores(ranks)
        + " / "
        + ranks
        + ")) \"$@\"";
  }

  private static int cores(int ranks) {
    return Math.min(ranks, Runtime.getRuntime().availableProcessors());
  }

  // ---- Without MPI, a rank on each host

  /** A system in Java, by its name in {@link Rank}. */
  RankGroup java(String transport) throws IOException {
    List<String> rank = Systems.java(Systems.CLASS_PATH, Rank.class, List.of(transport));
    return each(transport, rank, Map.of("CROSSMEM_BENCH_ADDRESS", ADDRESS), true);
  }

  RankGroup ucx(Installation ucx) throws IOException {
    List<String> rank = List.of(Systems.PROGRAMS.resolve(ucx.program()).toString());
    Map<String, String> environment =
        Map.of("UCX_TLS", "tcp,self", "UCX_NET_DEVICES", INTERFACE, "UCX_LOG_LEVEL", "fatal");
    return each("UCX", rank, environment, false);
  }

  private RankGroup each(
      String name, List<String> command, Map<String, String> environment, boolean compiles)
      throws IOException {
    List<ProcessBuilder> ranks = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      List<String> line = new ArrayList<>(Systems.pinned(rank));
      line.addAll(hosts.on(rank, command));
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().putAll(environment);
      builder.environment().put("CROSSMEM_RANK", Integer.toString(rank));
      builder.environment().put("CROSSMEM_SIZE", "2");
      ranks.add(builder);
    }
    return new RankGroup(name, ranks.size(), compiles, SHARED, ranks);
  }
}
