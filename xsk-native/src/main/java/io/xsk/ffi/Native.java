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

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Links the functions of the C library and answers their results as the kernel itself does: the value, or the
 * negative errno. The errno is captured in a segment that each thread keeps, so a call allocates nothing.
 */
final class Native
{
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURE_LAYOUT = Linker.Option.captureStateLayout();
    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_OFFSET =
        CAPTURE_LAYOUT.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURE =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE_LAYOUT));

    private Native()
    {
    }

    /**
     * Link a function of the C library. The handle's first parameter is the thread's {@link #capture()}.
     *
     * @param name       of the function.
     * @param descriptor of the function.
     * @return the handle, for a {@code static final} field and {@code invokeExact}.
     */
    static MethodHandle link(final String name, final FunctionDescriptor descriptor)
    {
        return downcall(name, descriptor, CAPTURE_ERRNO);
    }

    /**
     * Link a variadic function of the C library.
     *
     * @param name       of the function.
     * @param fixedCount of its arguments that are not variadic.
     * @param descriptor of the call with all its arguments.
     * @return the handle, for a {@code static final} field and {@code invokeExact}.
     */
    static MethodHandle linkVariadic(final String name, final int fixedCount, final FunctionDescriptor descriptor)
    {
        return downcall(name, descriptor, CAPTURE_ERRNO, Linker.Option.firstVariadicArg(fixedCount));
    }

    /**
     * Link a variadic function of the C library without its errno: for calls that must not allocate even before they
     * are compiled, which the capture of an errno does.
     *
     * @param name       of the function.
     * @param fixedCount of its arguments that are not variadic.
     * @param descriptor of the call with all its arguments.
     * @return the handle, for a {@code static final} field and {@code invokeExact}.
     */
    static MethodHandle linkVariadicWithoutErrno(
        final String name, final int fixedCount, final FunctionDescriptor descriptor)
    {
        return downcall(name, descriptor, Linker.Option.firstVariadicArg(fixedCount));
    }

    /**
     * Link a function of another library than the C library. The handle's first parameter is the thread's
     * {@link #capture()}.
     *
     * @param function   in the library.
     * @param descriptor of the function.
     * @return the handle, for a {@code final} field and {@code invokeExact}.
     */
    @SuppressWarnings("restricted")
    static MethodHandle link(final MemorySegment function, final FunctionDescriptor descriptor)
    {
        return LINKER.downcallHandle(function, descriptor, CAPTURE_ERRNO);
    }

    /**
     * Make a function that a library calls, for as long as the process runs.
     *
     * @param target     to run.
     * @param descriptor of the function.
     * @return where it is.
     */
    @SuppressWarnings("restricted")
    static MemorySegment callback(final MethodHandle target, final FunctionDescriptor descriptor)
    {
        return LINKER.upcallStub(target, descriptor, Arena.global());
    }

    /**
     * Where the calls of the current thread leave their errno.
     *
     * @return the segment to pass as the first argument.
     */
    static MemorySegment capture()
    {
        return CAPTURE.get();
    }

    /**
     * The kernel's own convention for a result.
     *
     * @param result  of the call.
     * @param capture that was passed to the call.
     * @return the result if the call succeeded, otherwise the negative errno.
     */
    static int resultOrErrno(final int result, final MemorySegment capture)
    {
        return -1 != result ? result : -errno(capture);
    }

    /**
     * The kernel's own convention for a result.
     *
     * @param result  of the call.
     * @param capture that was passed to the call.
     * @return the result if the call succeeded, otherwise the negative errno.
     */
    static long resultOrErrno(final long result, final MemorySegment capture)
    {
        return -1L != result ? result : -errno(capture);
    }

    /**
     * What {@code invokeExact} may throw besides what the JVM itself throws: nothing, so this is a defect.
     *
     * @param throwable that was caught.
     * @return never; it is thrown.
     */
    static RuntimeException unexpected(final Throwable throwable)
    {
        if (throwable instanceof final Error error)
        {
            throw error;
        }
        if (throwable instanceof final RuntimeException exception)
        {
            throw exception;
        }
        throw new IllegalStateException("native call could not be made", throwable);
    }

    /**
     * Why the last call of the current thread failed.
     *
     * @param capture that was passed to the call.
     * @return the error number.
     */
    static int errno(final MemorySegment capture)
    {
        return capture.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle downcall(
        final String name, final FunctionDescriptor descriptor, final Linker.Option... options)
    {
        final MemorySegment function = LINKER.defaultLookup().find(name)
            .orElseThrow(() -> new IllegalStateException("the C library has no such function: name=" + name));

        return LINKER.downcallHandle(function, descriptor, options);
    }
}
