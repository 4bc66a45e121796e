// A program as its user would write it: one type of packets goes to the sockets, for as long as it is told to.

#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 4);
    __type(key, __u32);
    __type(value, __u32);
} sockets SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} bytes SEC(".maps");

const volatile __u16 wanted_type = 0x0800;
volatile __u8 is_open = 1;
char label[6] = "none";
__u64 redirected;

SEC("xdp")
int steer(struct xdp_md *context)
{
    void *data = (void *)(long)context->data;
    void *end = (void *)(long)context->data_end;
    __u32 zero = 0;
    __u64 *count;

    if (data + 14 > end || !is_open || *(__u16 *)(data + 12) != bpf_htons(wanted_type))
        return XDP_PASS;

    count = bpf_map_lookup_elem(&bytes, &zero);
    if (count)
        *count += end - data;
    __sync_fetch_and_add(&redirected, 1);

    return bpf_redirect_map(&sockets, context->rx_queue_index, XDP_PASS);
}

SEC("tc")
int classify(struct __sk_buff *packet)
{
    return label[0] == 'x';
}
