/*
 * Copyright 2026 The XSK Pipeline Authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 * https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.xsk;

import io.xsk.ffi.Errno;

/**
 * What to do about a refused call. The reasons are those of the kernel's {@code net/xdp/xsk.c}, {@code xdp_umem.c} and
 * {@code kernel/bpf/syscall.c}.
 */
final class Remedy
{
    private Remedy()
    {
    }

    static String of(final String call, final int code)
    {
        for (final Errno errno : Errno.values())
        {
            if (errno.code() == code)
            {
                return of(call, errno);
            }
        }

        return "";
    }

    private static String of(final String call, final Errno errno)
    {
        return switch (call + ' ' + errno)
        {
            case "socket EPERM", "socket EACCES" ->
                "opening an AF_XDP socket needs CAP_NET_RAW; run as root or grant it";
            case "socket EAFNOSUPPORT" ->
                "this kernel was built without CONFIG_XDP_SOCKETS";
            case "bind EBUSY" ->
                "another socket is bound to this queue, or one that was just closed is still being released; " +
                "close it or choose another queue";
            case "bind EINVAL" ->
                "the interface may have no such queue, or it takes no frames of this length; " +
                "check the queue and the frame length";
            case "bind ENODEV" ->
                "there is no such interface in this network namespace";
            case "bind ENETDOWN", "socket ENETDOWN" ->
                "the interface is down; bring it up first";
            case "bind EOPNOTSUPP" ->
                "the driver does not support this mode; without a forced mode the best one is taken";
            case "XDP_UMEM_REG ENOBUFS" ->
                "the memory exceeds RLIMIT_MEMLOCK; raise it (ulimit -l) or grant CAP_IPC_LOCK";
            case "XDP_UMEM_REG EINVAL" ->
                "the kernel refuses this frame length or headroom";
            case "XDP_MAX_TX_SKB_BUDGET EACCES" ->
                "the budget must be from 32 to the size of the transmit ring";
            case "SO_PREFER_BUSY_POLL EPERM", "SO_BUSY_POLL EPERM", "SO_BUSY_POLL_BUDGET EPERM" ->
                "busy polling needs CAP_NET_ADMIN";
            case "mmap ENOMEM" ->
                "there is not enough memory";
            case "BPF_MAP_CREATE EPERM", "BPF_PROG_LOAD EPERM" ->
                "BPF needs CAP_BPF and CAP_NET_ADMIN, on kernels before 5.11 also enough RLIMIT_MEMLOCK; " +
                "run as root or grant them";
            case "BPF_LINK_CREATE EPERM" ->
                "attaching needs CAP_NET_ADMIN in the interface's network namespace";
            case "BPF_LINK_CREATE EBUSY", "BPF_LINK_CREATE EEXIST" ->
                "another XDP program is attached to this interface; stop the process that holds its link, " +
                "or detach it if it has none (ip link set dev NAME xdp off)";
            case "BPF_LINK_CREATE ERANGE" ->
                "the interface's MTU is too long for a program that takes packets in one buffer; " +
                "lower it, or allow several buffers";
            case "BPF_LINK_CREATE EINVAL" ->
                "the driver refuses XDP with the interface's MTU or features, or the kernel is older than 5.9";
            case "mbind EINVAL" ->
                "there is no such NUMA node, or it has no memory";
            case "mbind ENOSYS" ->
                "this kernel was built without NUMA";
            case "mlock ENOMEM", "mlock EPERM" ->
                "the memory exceeds RLIMIT_MEMLOCK; raise it (ulimit -l) or grant CAP_IPC_LOCK";
            case "unshare EPERM" ->
                "a network namespace needs CAP_SYS_ADMIN; run as root";
            case "RTM_GETLINK ERANGE" ->
                "the name of an interface has 15 characters at most";
            case "IFLA_MTU EINVAL" ->
                "the driver does not take this MTU, or not with the XDP program that is attached; " +
                "ip -details link shows minmtu and maxmtu";
            case "IFLA_MTU EPERM" ->
                "to change an interface needs CAP_NET_ADMIN in its network namespace";
            case "sched_setaffinity EINVAL" ->
                "the CPU does not exist, is offline, or is not in this process's cpuset";
            case "ETHTOOL_GDRVINFO ENODEV", "ETHTOOL_MSG_RINGS_GET ENODEV", "ETHTOOL_MSG_CHANNELS_GET ENODEV",
                "NETDEV_CMD_DEV_GET ENODEV" ->
                "the interface is gone, renamed or just being reset; look it up again";
            case "RTM_GETLINK ENODEV" ->
                "there is no such interface in this network namespace; ip link shows those that there are";
            default -> "";
        };
    }
}
