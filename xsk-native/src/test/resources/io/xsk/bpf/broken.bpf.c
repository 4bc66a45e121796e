// A program that the verifier refuses: it reads beyond what it has looked at.

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int reads_blindly(struct xdp_md *context)
{
    return *(char *)(long)context->data ? XDP_PASS : XDP_DROP;
}
