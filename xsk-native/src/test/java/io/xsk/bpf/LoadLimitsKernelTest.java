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

import static io.xsk.bpf.Match.anyOf;
import static io.xsk.bpf.Match.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.XskException;
import io.xsk.ffi.ThreadCapabilities;
import io.xsk.testing.KernelTest;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What keeps a program from being loaded, and how that is said.
 */
class LoadLimitsKernelTest
{
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;
    private static final int GROUP = 0xEF01_0101;
    private static final int PORT = 26_477;

    @KernelTest
    void shouldRefuseRulesThatAreTooLongWithoutAskingTheKernel()
    {
        FilterRules rules = XdpFilter.rules();
        for (int i = 0; i < FilterCompiler.MAX_RULES; i++)
        {
            final Match[] prefixes = new Match[32];
            for (int j = 0; j < prefixes.length; j++)
            {
                prefixes[j] = udp().destination("239." + j + '.' + (i >> 8) + '.' + (i & 0xFF), PORT);
            }
            rules = rules.drop("rule" + i, anyOf(prefixes));
        }
        final XdpFilter filter = rules;

        final String message =
            assertThrows(IllegalArgumentException.class, () -> FilterProgram.load(filter)).getMessage();
        assertTrue(message.startsWith("the filter is too long: rules=1024 instructions="), message);
        assertTrue(message.endsWith(" limit=32767; put addresses or ports into a FilterSet"), message);
    }

    @KernelTest
    void shouldSayWhichPrivilegesMapsAndProgramsNeed()
    {
        final BpfAssembler program = new BpfAssembler().move(Register.R0, XdpAction.PASS).exit();

        assertRefused("BPF_MAP_CREATE", "BPF needs CAP_BPF and CAP_NET_ADMIN",
            () -> without(() -> XskMap.create(1), CAP_SYS_ADMIN, CAP_BPF));
        assertRefused("BPF_MAP_CREATE", "BPF needs CAP_BPF and CAP_NET_ADMIN",
            () -> without(() -> FilterProgram.load(XdpFilter.rules().drop("all", udp())), CAP_SYS_ADMIN, CAP_BPF));
        assertRefused("BPF_PROG_LOAD", "BPF needs CAP_BPF and CAP_NET_ADMIN",
            () -> without(() -> XdpProgram.load("pass", program), CAP_SYS_ADMIN, CAP_BPF));
        assertRefused("BPF_PROG_LOAD", "BPF needs CAP_BPF and CAP_NET_ADMIN",
            () -> without(() -> XdpProgram.load("pass", program), CAP_SYS_ADMIN, CAP_NET_ADMIN));
    }

    @KernelTest
    void shouldSayWhichPrivilegeAFilterNeedsBeforeTheVerifierDoes()
    {
        final XdpFilter rules = XdpFilter.rules().drop("noise", udp().destinationPort(PORT));
        assertRefused("BPF_PROG_LOAD", "a filter needs CAP_PERFMON",
            () -> without(() -> FilterProgram.load(rules), CAP_SYS_ADMIN, CAP_PERFMON));

        // The small capabilities are enough.
        try (FilterProgram filter = ThreadCapabilities.without(CAP_SYS_ADMIN, () -> FilterProgram.load(rules)))
        {
            final byte[] noise = TestPackets.udpTo(GROUP, PORT);
            assertEquals(XdpAction.DROP, filter.program().testRun(noise, 1).action());
            assertEquals(noise.length, filter.count("noise").bytes());
        }
    }

    @Test
    void shouldWarnWhereProgramsAreInterpreted()
    {
        assertEquals("", BpfJit.warningFor("1\n"));
        assertEquals("", BpfJit.warningFor("2\n"));
        assertTrue(BpfJit.warningFor("0\n").contains("echo 1 > /proc/sys/net/core/bpf_jit_enable"));
    }

    private static <T> T without(final Supplier<T> action, final int one, final int other)
    {
        return ThreadCapabilities.without(one, () -> ThreadCapabilities.without(other, action));
    }

    private static void assertRefused(final String call, final String remedy, final Runnable action)
    {
        final XskException exception = assertThrows(XskException.class, action::run);
        assertEquals(call, exception.call(), exception::getMessage);
        assertEquals("EPERM", exception.errnoName(), exception::getMessage);
        assertTrue(exception.remedy().contains(remedy), exception::getMessage);
    }
}
