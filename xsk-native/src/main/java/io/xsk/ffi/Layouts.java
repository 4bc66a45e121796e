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
package io.xsk.ffi;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * Declares the kernel's structures. The size that the kernel's headers give is asserted when the class that declares
 * a structure is initialised, so that a slip in a field is an error and not a corruption.
 */
final class Layouts
{
    private Layouts()
    {
    }

    static StructLayout struct(final String name, final long size, final MemoryLayout... members)
    {
        final StructLayout layout = MemoryLayout.structLayout(members).withName(name);
        if (size != layout.byteSize())
        {
            throw new IllegalStateException(
                "layout has the wrong size: name=" + name + " expected=" + size + " actual=" + layout.byteSize());
        }

        return layout;
    }

    static long offset(final StructLayout layout, final String member)
    {
        return layout.byteOffset(MemoryLayout.PathElement.groupElement(member));
    }
}
