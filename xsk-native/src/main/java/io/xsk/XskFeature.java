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

/**
 * What a device does for packets that an AF_XDP socket sends, when asked in the packet's metadata:
 * {@code enum netdev_xsk_flags} of {@code linux/netdev.h}, in the order of its bits; since Linux 6.8.
 */
public enum XskFeature
{
    /** It says when it sent the packet. */
    TX_TIMESTAMP,
    /** It fills in the checksum. */
    TX_CHECKSUM,
    /** It sends the packet at a given time, in the order of the transmit ring; since Linux 6.15. */
    TX_LAUNCH_TIME
}
