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
package io.xsk.bpf;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.ffi.Bpf;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Loads a program that delivers metadata, as much of it as kernel and driver give: with the card's, for one interface;
 * without, stamped by CLOCK_TAI; without, stamped by CLOCK_MONOTONIC.
 */
final class RxMetadataLoader
{
    private static final int MAX_SIGNATURE = 1 << 24;
    /** Functions of the kernel may be called only by programs under such a licence; ours is offered under both. */
    private static final String LICENSE = "Dual BSD/GPL";

    private RxMetadataLoader()
    {
    }

    /**
     * Load a program.
     *
     * @param name     of the program.
     * @param flags    to load it with.
     * @param device   to load it for.
     * @param composer of the instructions.
     * @return the program.
     * @throws XskException with the verifier's log, if the kernel refuses the least of it.
     */
    static XdpProgram load(
        final String name,
        final int flags,
        final NetDevice device,
        final Function<RxMetadataEmitter, BpfAssembler> composer)
    {
        device.requireNamespaceOfThisThread();

        final int signature = ThreadLocalRandom.current().nextInt(1, MAX_SIGNATURE);
        final Btf btf = Btf.ofKernel();
        final RxMetadataEmitter full = new RxMetadataEmitter(
            signature,
            true,
            btf.functionId("bpf_xdp_metadata_rx_timestamp"),
            btf.functionId("bpf_xdp_metadata_rx_hash"),
            btf.functionId("bpf_xdp_metadata_rx_vlan_tag"));
        String refusal = "the kernel has no functions for it, Linux 6.3 with BTF or later is needed";
        if (full.isDeviceBound())
        {
            try
            {
                return XdpProgram.load(name, composer.apply(full).toArray(), flags | Bpf.BPF_F_XDP_DEV_BOUND_ONLY,
                    LICENSE, device.index()).metadata(signature, "");
            }
            catch (final XskException exception)
            {
                refusal = exception.getMessage();
            }
        }

        return withoutCard(name, flags, signature, refusal, composer);
    }

    private static XdpProgram withoutCard(
        final String name,
        final int flags,
        final int signature,
        final String refusal,
        final Function<RxMetadataEmitter, BpfAssembler> composer)
    {
        try
        {
            final long[] instructions = composer.apply(new RxMetadataEmitter(signature, true, 0, 0, 0)).toArray();
            return XdpProgram.load(name, instructions, flags).metadata(signature, refusal);
        }
        catch (final XskException exception)
        {
            final long[] instructions = composer.apply(new RxMetadataEmitter(signature, false, 0, 0, 0)).toArray();
            return XdpProgram.load(name, instructions, flags)
                .metadata(signature, refusal + "; without CLOCK_TAI: " + exception.errnoName());
        }
    }
}
