package io.crossmem.internal.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables of each launcher, and the messages for invalid ones. */
class LauncherEnvironmentTest {
  private static final String CROSSMEM = "CROSSMEM_RANK=1 CROSSMEM_SIZE=4 CROSSMEM_NAME=a.b_c-1 ";
  private static final String OPEN_MPI =
      "OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_LOCAL_SIZE=4"
          + " PMIX_NAMESPACE=165 ";
  private static final String HYDRA = "PMI_RANK=1 PMI_SIZE=4 MPI_LOCALNRANKS=4 ";
  private static final String SLURM =
      "SLURM_STEP_ID=2 SLURM_JOB_ID=77 SLURM_PROCID=1 SLURM_STEP_NUM_TASKS=4"
          + " SLURM_STEP_NUM_NODES=1 ";

  private static final Map<String, String> LAUNCHERS =
      Map.of("CROSSMEM", CROSSMEM, "OPEN_MPI", OPEN_MPI, "HYDRA", HYDRA, "SLURM", SLURM);

  private static final OptionalLong PARENT =
      OptionalLong.of(ProcessHandle.current().parent().orElseThrow().pid());

  /** Name=value or, to take one away, name-; the later counts. */
  private static LauncherEnvironment read(String variables) {
    Map<String, String> map = new TreeMap<>();
    for (String variable : variables.split(" +")) {
      if (variable.endsWith("-")) {
        map.remove(variable.substring(0, variable.length() - 1));
      } else if (!variable.isEmpty()) {
        map.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
      }
    }
    return LauncherEnvironment.read(map);
  }

  /** Rank 1 of 4, all on this node. */
  private static LauncherEnvironment here(String name, OptionalLong launcher) {
    return new LauncherEnvironment(1, 4, name, launcher, false);
  }

  @Test
  void crossmemsOwn() {
    assertEquals(here("a.b_c-1", OptionalLong.empty()), read(CROSSMEM));
    assertEquals(here("a.b_c-1", OptionalLong.of(42)), read(CROSSMEM + "CROSSMEM_LAUNCHER=42"));
  }

  @Test
  void openMpis() {
    assertEquals(here("openmpi-165", PARENT), read(OPEN_MPI));
    assertEquals(
        "openmpi-prterun-host-17_1",
        read(OPEN_MPI + "PMIX_NAMESPACE=prterun-host-17@1").name()); // release 5
    assertEquals(
        "openmpi-165-0dce-2b3d",
        read(OPEN_MPI + "OMPI_MCA_orte_precondition_transports=0dce-2b3d").name());
    assertEquals("openmpi-9", read(OPEN_MPI + "PMIX_NAMESPACE- OMPI_MCA_ess_base_jobid=9").name());
  }

  @Test
  void hydras() {
    LauncherEnvironment environment = read(HYDRA);
    String name = environment.name();
    assertEquals(here(name, PARENT), environment);
    assertTrue(name.matches("pmi-" + PARENT.getAsLong() + "-[1-9][0-9]*"), name);
    assertEquals(name, read(HYDRA + "PMI_RANK=3").name());
    assertEquals(environment, read(HYDRA + "MPI_LOCALNRANKS-")); // as with Slurm's PMI-2
  }

  @Test
  void slurms() {
    assertEquals(here("slurm-77.2", PARENT), read(SLURM));
  }

  @Test
  void ranksOnOtherNodesAreNoticed() {
    assertTrue(read(OPEN_MPI + "OMPI_COMM_WORLD_LOCAL_SIZE=2").spansNodes());
    assertTrue(read(HYDRA + "MPI_LOCALNRANKS=1").spansNodes());
    assertTrue(read(HYDRA + "MPI_LOCALNRANKS- SLURM_STEP_NUM_NODES=2").spansNodes());
    assertTrue(read(SLURM + "SLURM_STEP_NUM_NODES=2").spansNodes());
  }

  @Test
  void theInnermostLauncherCounts() {
    assertEquals("slurm-77.2", read(SLURM).name());
    assertTrue(read(SLURM + HYDRA).name().startsWith("pmi-"));
    assertTrue(read(SLURM + HYDRA + OPEN_MPI).name().startsWith("openmpi-"));
    assertEquals("a.b_c-1", read(SLURM + HYDRA + OPEN_MPI + CROSSMEM).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CROSSMEM | CROSSMEM_RANK-         | CROSSMEM_RANK is not set",
        "CROSSMEM | CROSSMEM_SIZE-         | CROSSMEM_SIZE is not set",
        "CROSSMEM | CROSSMEM_NAME-         | CROSSMEM_NAME is not set",
        "CROSSMEM | CROSSMEM_RANK=         | CROSSMEM_RANK is ''; expected a number",
        "CROSSMEM | CROSSMEM_RANK=one      | CROSSMEM_RANK is 'one'; expected a number",
        "CROSSMEM | CROSSMEM_RANK=-1       | CROSSMEM_RANK is '-1'; expected a number between 0",
        "CROSSMEM | CROSSMEM_RANK=4        | CROSSMEM_RANK is '4'; expected less than"
            + " CROSSMEM_SIZE",
        "CROSSMEM | CROSSMEM_SIZE=0        | CROSSMEM_SIZE is '0'; expected a number between 1",
        "CROSSMEM | CROSSMEM_SIZE=99999999999 | CROSSMEM_SIZE is '99999999999'",
        "CROSSMEM | CROSSMEM_NAME=         | CROSSMEM_NAME is ''; expected 1 to 128 letters",
        "CROSSMEM | CROSSMEM_NAME=../x     | CROSSMEM_NAME is '../x'",
        "CROSSMEM | CROSSMEM_LAUNCHER=0    | CROSSMEM_LAUNCHER is '0'; expected a number between 1",
        "OPEN_MPI | OMPI_COMM_WORLD_RANK=x | OMPI_COMM_WORLD_RANK is 'x'",
        "OPEN_MPI | OMPI_COMM_WORLD_RANK=4 | OMPI_COMM_WORLD_RANK is '4'",
        "OPEN_MPI | OMPI_COMM_WORLD_SIZE-  | OMPI_COMM_WORLD_SIZE is not set",
        "OPEN_MPI | OMPI_COMM_WORLD_LOCAL_SIZE- | OMPI_COMM_WORLD_LOCAL_SIZE is not set",
        "OPEN_MPI | PMIX_NAMESPACE-        | OMPI_MCA_ess_base_jobid is not set",
        "OPEN_MPI | PMIX_NAMESPACE=        | PMIX_NAMESPACE is ''; expected the job's id",
        "HYDRA    | PMI_RANK=4             | PMI_RANK is '4'; expected less than PMI_SIZE, 4",
        "HYDRA    | PMI_SIZE-              | PMI_SIZE is not set",
        "HYDRA    | PMI_SIZE=many          | PMI_SIZE is 'many'",
        "SLURM    | SLURM_PROCID-          | SLURM_PROCID is not set",
        "SLURM    | SLURM_PROCID=7         | SLURM_PROCID is '7'",
        "SLURM    | SLURM_STEP_NUM_TASKS=0 | SLURM_STEP_NUM_TASKS is '0'",
        "SLURM    | SLURM_JOB_ID-          | SLURM_JOB_ID is not set",
      })
  void anInvalidVariableIsNamed(String launcher, String change, String words) {
    refused(LAUNCHERS.get(launcher) + change, words);
  }

  @Test
  void withoutALauncherTheMessageNamesTheExpectedVariables() {
    refused(
        "HOME=/ SLURM_PROCID=0", // as in a script of sbatch
        "CROSSMEM_RANK",
        "scripts/launch",
        "OMPI_COMM_WORLD_RANK",
        "PMI_RANK",
        "SLURM_STEP_ID");
  }

  private static void refused(String variables, String... words) {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> read(variables), variables);
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), word + " is missing in: " + e.getMessage());
    }
  }
}
