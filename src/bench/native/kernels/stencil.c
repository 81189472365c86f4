/* Jacobi's method with 7 points, as Stencil.java. n: numbers along an edge. */
#include "kernel.h"

#include <string.h>

enum axis { Y, X, AXES };
enum { LOW, HIGH };

struct grid {
	double *numbers;
	MPI_Datatype own[AXES][2], ghosts[AXES][2]; /* faces: the lowest layer, the highest */
};

static long n;
static int ranks[AXES], place[AXES]; /* this rank's among those along an axis */
static long ly, lx, row, plane;	     /* numbers of this rank, and the distances of neighbours */
static struct grid grids[2], *now, *next;

static long at(long z, long y, long x)
{
	return z * plane + y * row + x;
}

static MPI_Datatype face(int y, int x, int count_y, int count_x)
{
	int all[] = {(int)n + 2, (int)ly + 2, (int)lx + 2};
	int part[] = {(int)n, count_y, count_x};
	int start[] = {1, y, x};
	MPI_Datatype type;

	MPI_Type_create_subarray(3, all, part, start, MPI_ORDER_C, MPI_DOUBLE, &type);
	MPI_Type_commit(&type);
	return type;
}

static void make_grid(struct grid *grid)
{
	grid->numbers = allocate((n + 2) * plane, sizeof *grid->numbers);
	for (int side = LOW; side <= HIGH; side++) {
		grid->own[Y][side] = face(side == LOW ? 1 : (int)ly, 1, 1, (int)lx);
		grid->ghosts[Y][side] = face(side == LOW ? 0 : (int)ly + 1, 1, 1, (int)lx);
		grid->own[X][side] = face(1, side == LOW ? 1 : (int)lx, (int)ly, 1);
		grid->ghosts[X][side] = face(1, side == LOW ? 0 : (int)lx + 1, (int)ly, 1);
	}
}

static void drop_grid(struct grid *grid)
{
	free(grid->numbers);
	for (int axis = Y; axis < AXES; axis++)
		for (int side = LOW; side <= HIGH; side++) {
			MPI_Type_free(&grid->own[axis][side]);
			MPI_Type_free(&grid->ghosts[axis][side]);
		}
}

static void make(long edge)
{
	n = edge;
	ranks[Y] = size == 1 ? 1 : 2;
	ranks[X] = size / ranks[Y];
	place[Y] = rank / ranks[X];
	place[X] = rank % ranks[X];
	ly = n / ranks[Y];
	lx = n / ranks[X];
	row = lx + 2;
	plane = row * (ly + 2);
	make_grid(now = &grids[0]);
	make_grid(next = &grids[1]);
}

static void drop(void)
{
	drop_grid(&grids[0]);
	drop_grid(&grids[1]);
}

static long global(long z, long y, long x)
{
	return ((z - 1) * n + place[Y] * ly + y - 1) * n + place[X] * lx + x - 1;
}

static void reset(void)
{
	for (long z = 1; z <= n; z++)
		for (long y = 1; y <= ly; y++)
			for (long x = 1; x <= lx; x++) {
				now->numbers[at(z, y, x)] = real(global(z, y, x));
				next->numbers[at(z, y, x)] = 0;
			}
}

static int neighbour(int axis, int step)
{
	int other = (place[axis] + step + ranks[axis]) % ranks[axis];

	return axis == Y ? other * ranks[X] + place[X] : place[Y] * ranks[X] + other;
}

/* MPICH's constant for no statuses is the address 1, which GCC treats as an array that is too short. */
#pragma GCC diagnostic ignored "-Wstringop-overflow"
static void exchange(int axis)
{
	int low = neighbour(axis, -1), high = neighbour(axis, 1);
	MPI_Request requests[4];

	MPI_Irecv(now->numbers, 1, now->ghosts[axis][LOW], low, 1, MPI_COMM_WORLD, &requests[0]); /* upwards: tag 1 */
	MPI_Irecv(now->numbers, 1, now->ghosts[axis][HIGH], high, 0, MPI_COMM_WORLD, &requests[1]);
	MPI_Isend(now->numbers, 1, now->own[axis][LOW], low, 0, MPI_COMM_WORLD, &requests[2]);
	MPI_Isend(now->numbers, 1, now->own[axis][HIGH], high, 1, MPI_COMM_WORLD, &requests[3]);
	MPI_Waitall(4, requests, MPI_STATUSES_IGNORE);
}

static void copy(double *u, long to, long from, long count)
{
	memcpy(u + to, u + from, (size_t)count * sizeof *u);
}

/* Along the axes that are not divided between ranks. */
static void copy_ghosts(double *u)
{
	copy(u, 0, at(n, 0, 0), plane);
	copy(u, at(n + 1, 0, 0), at(1, 0, 0), plane);
	for (long z = 1; z <= n; z++) {
		if (ranks[Y] == 1) {
			copy(u, at(z, 0, 0), at(z, ly, 0), row);
			copy(u, at(z, ly + 1, 0), at(z, 1, 0), row);
		}
		for (long y = 1; y <= ly && ranks[X] == 1; y++) {
			u[at(z, y, 0)] = u[at(z, y, lx)];
			u[at(z, y, lx + 1)] = u[at(z, y, 1)];
		}
	}
}

static void sweep(const double *u, double *restrict v)
{
	for (long z = 1; z <= n; z++)
		for (long y = 1; y <= ly; y++)
			for (long i = at(z, y, 1), end = i + lx; i < end; i++) {
				double sum = u[i - 1] + u[i + 1] + u[i - row] + u[i + row];

				sum += u[i - plane];
				sum += u[i + plane];
				v[i] = (sum + 2 * u[i]) * 0.125;
			}
}

static void iterate(void)
{
	struct grid *last = now;

	copy_ghosts(now->numbers);
	start_communication();
	for (int axis = Y; axis < AXES; axis++)
		if (ranks[axis] > 1)
			exchange(axis);
	stop_communication();
	sweep(now->numbers, next->numbers);
	now = next;
	next = last;
}

/* The sum of the numbers, weighted by position. */
static double checksum(void)
{
	double sum = 0;

	for (long z = 1; z <= n; z++)
		for (long y = 1; y <= ly; y++)
			for (long x = 1; x <= lx; x++)
				sum += now->numbers[at(z, y, x)] * (double)(1 + global(z, y, x) % 7);
	return sum_of_all(sum);
}

const struct kernel stencil = {"stencil", make, reset, iterate, checksum, drop};
