// Takes the datagrams of one UDP port to an AF_XDP socket and leaves all else to the kernel. Run it by
//
//   clang -O2 -g -target bpf -I/usr/include/$(uname -m)-linux-gnu -c samples/src/main/c/feed.bpf.c -o feed.bpf.o
//   ./xsk sample own-program feed.bpf.o

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
} xsks_map SEC(".maps");

const volatile __u16 feed_port = 0;
__u64 taken;

SEC("xdp")
int feed(struct xdp_md *context)
{
    void *data = (void *)(long)context->data;
    void *end = (void *)(long)context->data_end;
    struct ethhdr *ethernet = data;
    struct iphdr *ip = (void *)(ethernet + 1);
    struct udphdr *udp = (void *)(ip + 1);

    if ((void *)(udp + 1) > end || ethernet->h_proto != bpf_htons(ETH_P_IP) || ip->ihl != 5 ||
        ip->protocol != IPPROTO_UDP || ip->frag_off & bpf_htons(0x3fff) || udp->dest != bpf_htons(feed_port))
        return XDP_PASS;

    __sync_fetch_and_add(&taken, 1);
    return bpf_redirect_map(&xsks_map, context->rx_queue_index, XDP_PASS);
}
