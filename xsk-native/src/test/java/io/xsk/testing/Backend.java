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
package io.xsk.testing;

import io.xsk.bpf.AttachMode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who is on the other side of the rings while a {@link ConformanceCase} runs. To add one: a constant here, with a
 * {@link Testbed} of its own, and a column in {@code docs/conformance.md}.
 */
public enum Backend
{
    /** The kernel, with the program in the driver of a virtual interface. */
    NATIVE("native", true, () -> new VethTestbed(AttachMode.NATIVE, false)),
    /** The kernel, with the program in its generic path. */
    GENERIC("generic", true, () -> new VethTestbed(AttachMode.GENERIC, false)),
    /** As {@link #NATIVE}, with the receive path of the driver run by the owner's wakeups. */
    NATIVE_BUSY("native, busy", true, () -> new VethTestbed(AttachMode.NATIVE, true)),
    /** As {@link #GENERIC}, with sockets that ask for busy polling. */
    GENERIC_BUSY("generic, busy", true, () -> new VethTestbed(AttachMode.GENERIC, true)),
    /** The kernel played in plain memory. */
    SIMULATED("simulated", false, SimulatedTestbed::new),
    /** The kernel in zero-copy mode, with the driver igb, in a virtual machine: {@code ./xsk vm-test}. */
    IGB("igb", true, () -> new NicTestbed("eth0", "eth1")),
    /** The kernel in zero-copy mode, with the driver virtio_net, in a virtual machine: {@code ./xsk vm-test}. */
    VIRTIO_NET("virtio_net", true, () -> new NicTestbed("eth2", "eth3"));

    private static final String BACKENDS_PROP_NAME = "xsk.conformance.backends";
    private static final String BACKENDS_DEFAULT = "NATIVE,GENERIC,NATIVE_BUSY,GENERIC_BUSY,SIMULATED";

    private final String label;
    private final boolean isKernel;
    private final Supplier<Testbed> testbed;

    Backend(final String label, final boolean isKernel, final Supplier<Testbed> testbed)
    {
        this.label = label;
        this.isKernel = isKernel;
        this.testbed = testbed;
    }

    /**
     * Those that cases run over in this JVM, as the system property {@code xsk.conformance.backends} names them.
     *
     * @return the backends in their order.
     */
    public static List<Backend> chosen()
    {
        return Arrays.stream(System.getProperty(BACKENDS_PROP_NAME, BACKENDS_DEFAULT).split(","))
            .map(Backend::valueOf)
            .toList();
    }

    /**
     * The name for people and reports.
     *
     * @return the name, which is also that of its column in the table of results.
     */
    public String label()
    {
        return label;
    }

    /**
     * Is the real kernel on the other side?
     *
     * @return true if so: it may not let the tests run, and then they are skipped as a {@link KernelTest} is.
     */
    public boolean isKernel()
    {
        return isKernel;
    }

    /**
     * Join two hosts.
     *
     * @return the hosts, to be closed.
     */
    public Testbed open()
    {
        return testbed.get();
    }
}
