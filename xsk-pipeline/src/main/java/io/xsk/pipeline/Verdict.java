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
package io.xsk.pipeline;

/**
 * What becomes of a packet and its frame when the last stage has passed it.
 */
public enum Verdict
{
    /** The frame is free again. This is what a packet starts with. */
    RECYCLE,
    /** The packet is sent; then the frame is free. */
    TRANSMIT,
    /** A stage keeps the frame, with the packet in it, until it releases it. */
    RETAIN,
    /** The frame is free again, and the packet is counted as dropped, under a reason where one was given. */
    DROP
}
