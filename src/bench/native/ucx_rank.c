/*
 * Tagged messages of UCX (its UCP layer) in C, one thread each. UCX_TLS in the environment selects
 * the transports. UCX has no collective operations. io.crossmem.bench.peer.Jucx is the same in
 * Java.
 */
#include <stdlib.h>
#include <string.h>
#include <ucp/api/ucp.h>

#include "rank.h"

enum { TAG = 1, ACKNOWLEDGEMENT = 2, MOST_IN_WINDOW = 64, ADDRESS_ROOM = 4096 };

static const ucp_tag_t ALL_BITS = (ucp_tag_t)-1;

static ucp_context_h context;
static ucp_worker_h worker;
static ucp_ep_h peer;

/* A message of the task, for UCX: count and type. */
static ucp_request_param_t type;
static size_t count;

static const ucp_request_param_t as_bytes; /* for other data than messages of the task */

/* The blocks of all messages, if they have more than one. */
static ucp_dt_iov_t *out_blocks, *in_blocks;

static void check(ucs_status_t status, const char *what)
{
	if (status != UCS_OK)
		refuse("%s: %s", what, ucs_status_string(status));
}

static void make_context(void)
{
	ucp_params_t parameters = {.field_mask = UCP_PARAM_FIELD_FEATURES, .features = UCP_FEATURE_TAG};
	ucp_config_t *config;

	check(ucp_config_read(NULL, NULL, &config), "UCX_* in the environment");
	check(ucp_init(&parameters, config, &context), "context");
	ucp_config_release(config);
}

static void make_worker(void)
{
	ucp_worker_params_t parameters = {
		.field_mask = UCP_WORKER_PARAM_FIELD_THREAD_MODE,
		.thread_mode = UCS_THREAD_MODE_SINGLE,
	};

	check(ucp_worker_create(context, &parameters, &worker), "worker");
}

/* Addresses are exchanged through the staging memory, which is not used otherwise. */
static char *address_of(int owner)
{
	return staging + owner * ADDRESS_ROOM;
}

static void tell_address(void)
{
	ucp_address_t *address;
	size_t length;

	check(ucp_worker_get_address(worker, &address, &length), "address of the worker");
	if (length > ADDRESS_ROOM)
		refuse("an address of %zu bytes is too long", length);
	memcpy(address_of(rank), address, length);
	ucp_worker_release_address(worker, address);
}

static void connect_to_peer(void)
{
	ucp_ep_params_t parameters = {
		.field_mask = UCP_EP_PARAM_FIELD_REMOTE_ADDRESS,
		.address = (ucp_address_t *)address_of(1 - rank),
	};

	check(ucp_ep_create(worker, &parameters, &peer), "endpoint");
}

static void start(void)
{
	if (size != 2)
		refuse("UCX joins 2 ranks here, not %d", size);
	make_context();
	make_worker();
	tell_address();
	meet();
	connect_to_peer();
}

static void describe_bytes(void)
{
	type.op_attr_mask = 0;
	count = (size_t)task.bytes;
}

static void describe_blocks(void)
{
	type.op_attr_mask = UCP_OP_ATTR_FIELD_DATATYPE;
	type.datatype = UCP_DATATYPE_IOV;
	count = (size_t)task.blocks;
}

/* UCX has no strides, so each block is listed. */
static void list_blocks(char *first, ucp_dt_iov_t *list)
{
	for (long b = 0; b < task.blocks; b++) {
		list[b].buffer = first + b * block_stride();
		list[b].length = (size_t)block_bytes();
	}
}

static void list_all_blocks(const struct memory *memory, ucp_dt_iov_t **lists)
{
	free(*lists);
	*lists = calloc((size_t)(memory->slots * task.blocks), sizeof **lists);
	if (*lists == NULL && memory->slots > 0)
		fail("memory");
	for (long slot = 0; slot < memory->slots; slot++)
		list_blocks(message(memory, slot), *lists + slot * task.blocks);
}

static void open_task(void)
{
	if (task.blocks == 1) {
		describe_bytes();
		return;
	}
	describe_blocks();
	list_all_blocks(&out, &out_blocks);
	list_all_blocks(&in, &in_blocks);
}

/* The buffer argument of UCX for the message in a slot. */
static void *described(const struct memory *memory, ucp_dt_iov_t *lists, long slot)
{
	return task.blocks == 1 ? (void *)message(memory, slot) : lists + slot * task.blocks;
}

static void *start_send(long slot)
{
	return ucp_tag_send_nbx(peer, described(&out, out_blocks, slot), count, TAG, &type);
}

static void *start_receive(long slot)
{
	return ucp_tag_recv_nbx(worker, described(&in, in_blocks, slot), count, TAG, ALL_BITS, &type);
}

/* Returns when a request is complete; it is NULL if it was complete immediately. */
static void finish(void *request)
{
	ucs_status_t status;

	if (request == NULL)
		return;
	if (UCS_PTR_IS_ERR(request))
		check(UCS_PTR_STATUS(request), "message");
	while ((status = ucp_request_check_status(request)) == UCS_INPROGRESS)
		ucp_worker_progress(worker);
	ucp_request_free(request);
	check(status, "message");
}

static void finish_all(long slots, void **requests)
{
	for (long slot = 0; slot < slots; slot++)
		finish(requests[slot]);
}

static void send_one(long slot)
{
	finish(start_send(slot));
}

static void receive_one(long slot)
{
	finish(start_receive(slot));
}

static void send_all(long slots)
{
	void *requests[MOST_IN_WINDOW];

	for (long slot = 0; slot < slots; slot++)
		requests[slot] = start_send(slot);
	finish_all(slots, requests);
}

static void receive_all(long slots)
{
	void *requests[MOST_IN_WINDOW];

	for (long slot = 0; slot < slots; slot++)
		requests[slot] = start_receive(slot);
	finish_all(slots, requests);
}

/* A receive may be complete while the acknowledgement that its sender waits for is still in a queue. */
static void advance(void)
{
	if (worker != NULL)
		ucp_worker_progress(worker);
}

static void exchange(long slots)
{
	void *receives[MOST_IN_WINDOW];

	for (long slot = 0; slot < slots; slot++) /* first, so that no message is unexpected */
		receives[slot] = start_receive(slot);
	send_all(slots);
	finish_all(slots, receives);
}

static int64_t acknowledgement;

static void acknowledge(void)
{
	finish(ucp_tag_send_nbx(peer, &acknowledgement, sizeof acknowledgement, ACKNOWLEDGEMENT, &as_bytes));
}

static void await_acknowledgement(void)
{
	finish(ucp_tag_recv_nbx(worker, &acknowledgement, sizeof acknowledgement, ACKNOWLEDGEMENT, ALL_BITS,
				&as_bytes));
}

static const struct transport ucx = {
	.name = "ucx_rank",
	.start = start,
	.open = open_task,
	.send = send_one,
	.receive = receive_one,
	.send_all = send_all,
	.receive_all = receive_all,
	.exchange = exchange,
	.acknowledge = acknowledge,
	.await_acknowledgement = await_acknowledgement,
	.advance = advance,
};

static void stop(void)
{
	finish(ucp_ep_close_nbx(peer, &as_bytes));
	ucp_worker_destroy(worker);
	ucp_cleanup(context);
	free(out_blocks);
	free(in_blocks);
}

int main(void)
{
	int status;

	rank_from_environment();
	status = rank_main(&ucx);
	stop();
	return status;
}
