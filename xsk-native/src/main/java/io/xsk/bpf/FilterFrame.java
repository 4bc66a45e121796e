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

/**
 * Where a filter's program keeps what it found in a packet while it asks the rules. Offsets are from R10, downward.
 * <pre>
 *   R6   the program's context
 *   R7   protocol, NO_PROTOCOL where the packet is not IP
 *   R8   destination port, NO_PORT where there is none
 *   R9   IP version in the upper half, 0 where the packet is not IP; an IPv4 destination in the lower half
 * </pre>
 */
final class FilterFrame
{
    static final Register CONTEXT = Register.R6;
    static final Register PROTOCOL = Register.R7;
    static final Register DESTINATION_PORT = Register.R8;
    static final Register DESTINATION = Register.R9;

    static final int NO_PROTOCOL = 0x100;
    static final int NO_PORT = 0x1_0000;

    /** Length of the packet in all its buffers, u64. */
    static final int LENGTH_OFFSET = -8;
    /** The source as {@link #DESTINATION}, u64. */
    static final int SOURCE_OFFSET = -16;
    /** Source port, u64. */
    static final int SOURCE_PORT_OFFSET = -24;
    /** EtherType behind the tags, as in the packet, u64. */
    static final int ETHER_TYPE_OFFSET = -32;
    /** Number of tags, u64. */
    static final int TAG_COUNT_OFFSET = -40;
    /** Id of the first tag, u64. */
    static final int FIRST_TAG_OFFSET = -48;
    /** Id of the second tag, u64. */
    static final int SECOND_TAG_OFFSET = -56;
    /** IPv6 source, as in the packet, 16 bytes. */
    static final int IPV6_SOURCE_OFFSET = -72;
    /** IPv6 destination, as in the packet, 16 bytes. */
    static final int IPV6_DESTINATION_OFFSET = -88;
    /** A {@link FlowKey} to look up. */
    static final int FLOW_KEY_OFFSET = -112;
    /** An index to look up, u32. */
    static final int INDEX_OFFSET = -120;
    /** What is below is free for a {@link RedirectPrologue}. */
    static final int END_OFFSET = -120;

    private FilterFrame()
    {
    }
}
