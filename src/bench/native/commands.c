#include "commands.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "process.h"

static int connect_to_harness(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", setting("CROSSMEM_BENCH_SOCKET"));
	if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
		fail("CROSSMEM_BENCH_SOCKET");
	return connection;
}

void obey_all(void (*obey)(const char *command, int answers))
{
	int connection = connect_to_harness();
	char line[128];
	FILE *commands = fdopen(connection, "r");

	if (commands == NULL)
		fail("fdopen");
	dprintf(connection, "rank %d\n", rank);
	while (fgets(line, sizeof line, commands) != NULL)
		obey(line, connection);
	fclose(commands);
}
