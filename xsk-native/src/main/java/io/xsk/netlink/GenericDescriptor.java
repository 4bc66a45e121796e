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
package io.xsk.netlink;

/**
 * The messages of generic netlink and its controller, {@code linux/genetlink.h}: after the header of netlink
 * <pre>
 *   0               1               2               3
 *   0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7
 *  +---------------+---------------+-------------------------------+
 *  |    Command    |    Version    |           Reserved            |
 *  +---------------+---------------+-------------------------------+
 *  |                          Attributes                          ...
 * </pre>
 */
final class GenericDescriptor
{
    static final int HEADER_LENGTH = 4;

    static final int CTRL_ATTR_FAMILY_ID = 1;
    static final int CTRL_ATTR_FAMILY_NAME = 2;

    /** The type of messages to the controller, which alone has a fixed one. */
    private static final int GENL_ID_CTRL = 16;
    private static final int CTRL_CMD_GETFAMILY = 3;

    /** The version of the controller and of all families that are asked here. */
    private static final int VERSION = 1;

    private GenericDescriptor()
    {
    }

    /** A message that asks a family, with its attributes yet to come. */
    static NetlinkMessage request(final int familyId, final int command)
    {
        return new NetlinkMessage(familyId, 0).putByte(command).putByte(VERSION).putShort(0);
    }

    static NetlinkMessage familyRequest(final String name)
    {
        final NetlinkMessage request = request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
        request.attribute(CTRL_ATTR_FAMILY_NAME, name);

        return request;
    }
}
