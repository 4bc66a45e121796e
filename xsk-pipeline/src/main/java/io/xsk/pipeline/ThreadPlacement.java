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

import java.util.BitSet;

/**
 * Which thread of this process may run where.
 *
 * @param threadId that the kernel knows it by.
 * @param name     that the kernel knows it by, at most 15 characters.
 * @param cpus     that it may run on.
 * @param isHot    whether it is one of those for which the others are kept off.
 */
public record ThreadPlacement(int threadId, String name, BitSet cpus, boolean isHot)
{
    @Override
    public String toString()
    {
        return (isHot ? "hot  " : "cold ") + threadId + ' ' + name + ' ' + cpus;
    }
}
