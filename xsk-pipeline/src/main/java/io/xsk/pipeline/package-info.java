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
/**
 * Packets of AF_XDP sockets, handled by stages that are Disruptor event handlers.
 * <p>
 * To take packets and give them back is these, in the order in which they are met:
 * <ul>
 * <li>{@link XskPipeline}, launched from its {@code Context}: ports, stages, threads, limits. The one who
 * launches it closes it.</li>
 * <li>{@link PortContext}: which queue of which interface, and which of its packets.</li>
 * <li>{@link Stages}: which handler after which, on which CPU.</li>
 * <li>{@link ThreadingMode}: whether owner and stages have a thread each, one together, or the caller's;
 * {@link SlowStagePolicy}: what becomes of new packets while a stage is slow.</li>
 * <li>{@link FrameEvent}, the slot that handlers get and users extend: the packet, to be read and changed
 * in place, and its {@link Verdict}.</li>
 * </ul>
 * What some handlers do besides:
 * <ul>
 * <li>{@link Transmitter} sends packets that a stage makes itself.</li>
 * <li>{@link RetainedFrame} keeps a packet beyond its slot.</li>
 * <li>{@link WarmUp} has handlers compiled before the first packet, and those that are
 * {@link WarmUpAware} forget it.</li>
 * </ul>
 * What a pipeline tells, to any thread and at any time:
 * <ul>
 * <li>what it counts, in {@link io.xsk.counters}: counters, drops and latencies.</li>
 * <li>{@link FrameLedger}: where the frames are, and whether any is lost.</li>
 * <li>{@link ThreadReport} of {@link ThreadPlacement}s: which thread may run where.</li>
 * <li>{@link StageException}, by the error handler: what a handler threw, with stage and sequence.</li>
 * </ul>
 */
package io.xsk.pipeline;
