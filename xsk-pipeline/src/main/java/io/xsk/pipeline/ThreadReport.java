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

import java.util.List;

/**
 * Which thread of the process may run where, at one moment. As a text it is a line for each thread, and the warning.
 *
 * @param threads in the order of their ids.
 * @param warning what it costs that no core is left for threads which are not hot; null where one is, or where none are
 *                kept.
 */
public record ThreadReport(List<ThreadPlacement> threads, String warning)
{
    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder();
        threads.forEach(thread -> text.append(thread).append('\n'));

        return null == warning ? text.toString() : text.append(warning).append('\n').toString();
    }
}
