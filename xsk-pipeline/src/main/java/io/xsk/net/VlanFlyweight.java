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
package io.xsk.net;

/**
 * A VLAN tag (IEEE 802.1Q) behind the EtherType that says that it is one:
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-----+-+-----------------------+-------------------------------+
 *  |Prio.|D|          VLAN         |           EtherType           |
 *  +-----+-+-----------------------+-------------------------------+
 * </pre>
 */
public final class VlanFlyweight extends Flyweight
{
    /** Offset of priority, drop eligibility and VLAN. */
    public static final int CONTROL_OFFSET = 0;
    /** Offset of the EtherType. */
    public static final int ETHER_TYPE_OFFSET = CONTROL_OFFSET + Short.BYTES;
    /** Length of the tag in bytes. */
    public static final int HEADER_LENGTH = ETHER_TYPE_OFFSET + Short.BYTES;

    private static final int VLAN_MASK = 0x0FFF;
    private static final int DROP_ELIGIBLE = 0x1000;
    private static final int PRIORITY_SHIFT = 13;
    private static final int MAX_PRIORITY = 7;

    /**
     * Wrapped around nothing.
     */
    public VlanFlyweight()
    {
    }

    /**
     * Does an EtherType say that a tag follows?
     *
     * @param etherType of an Ethernet header or of a tag.
     * @return true if one does.
     */
    public static boolean isTag(final int etherType)
    {
        return EthernetFlyweight.ETHER_TYPE_VLAN == etherType ||
            EthernetFlyweight.ETHER_TYPE_SERVICE_VLAN == etherType;
    }

    @Override
    public boolean isValid()
    {
        return length >= HEADER_LENGTH;
    }

    /**
     * The VLAN that the packet is in.
     *
     * @return its number; 0 if the tag says the priority only.
     */
    public int vlan()
    {
        return uint16(CONTROL_OFFSET) & VLAN_MASK;
    }

    /**
     * The priority of the packet.
     *
     * @return from 0 to 7.
     */
    public int priority()
    {
        return uint16(CONTROL_OFFSET) >> PRIORITY_SHIFT;
    }

    /**
     * May the packet be dropped first?
     *
     * @return true if it may.
     */
    public boolean isDropEligible()
    {
        return 0 != (uint16(CONTROL_OFFSET) & DROP_ELIGIBLE);
    }

    /**
     * What the packet carries behind the tag.
     *
     * @return the EtherType.
     */
    public int etherType()
    {
        return uint16(ETHER_TYPE_OFFSET);
    }

    /**
     * Write the tag.
     *
     * @param vlan      from 0 to 4095.
     * @param priority  from 0 to 7.
     * @param etherType of what follows.
     * @throws IllegalArgumentException if one is out of range or there is no room.
     */
    public void compose(final int vlan, final int priority, final int etherType)
    {
        if (vlan < 0 || vlan > VLAN_MASK || priority < 0 || priority > MAX_PRIORITY)
        {
            throw new IllegalArgumentException("vlan must be 0 to 4095 and priority 0 to 7: vlan=" + vlan +
                " priority=" + priority);
        }
        requireRoom(HEADER_LENGTH, 0);
        uint16(CONTROL_OFFSET, priority << PRIORITY_SHIFT | vlan);
        uint16(ETHER_TYPE_OFFSET, etherType);
    }

    @Override
    public int headerLength()
    {
        return HEADER_LENGTH;
    }
}
