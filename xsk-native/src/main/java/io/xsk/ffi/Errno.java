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

/**
 * The errors of the calls made here, as numbered by {@code asm-generic/errno-base.h} and {@code asm-generic/errno.h},
 * which x86-64 and aarch64 share.
 */
public enum Errno
{
    /** Operation not permitted. */
    EPERM(1, "operation not permitted"),
    /** No such file, directory or object. */
    ENOENT(2, "no such file or object"),
    /** No such process. */
    ESRCH(3, "no such process"),
    /** Interrupted by a signal. */
    EINTR(4, "interrupted system call"),
    /** Input or output error. */
    EIO(5, "input/output error"),
    /** No such device or address. */
    ENXIO(6, "no such device or address"),
    /** Argument list too long. */
    E2BIG(7, "argument list too long"),
    /** Bad file descriptor. */
    EBADF(9, "bad file descriptor"),
    /** Try again. */
    EAGAIN(11, "resource temporarily unavailable"),
    /** Out of memory. */
    ENOMEM(12, "cannot allocate memory"),
    /** Permission denied. */
    EACCES(13, "permission denied"),
    /** Bad address. */
    EFAULT(14, "bad address"),
    /** Device or resource busy. */
    EBUSY(16, "device or resource busy"),
    /** Already there. */
    EEXIST(17, "file exists"),
    /** No such device. */
    ENODEV(19, "no such device"),
    /** Invalid argument. */
    EINVAL(22, "invalid argument"),
    /** Too many open files in the system. */
    ENFILE(23, "too many open files in system"),
    /** Too many open files in the process. */
    EMFILE(24, "too many open files"),
    /** No space left. */
    ENOSPC(28, "no space left on device"),
    /** Out of range. */
    ERANGE(34, "numerical result out of range"),
    /** Function not implemented. */
    ENOSYS(38, "function not implemented"),
    /** The link has no target any more. */
    ENOLINK(67, "link has been severed"),
    /** Protocol option not available. */
    ENOPROTOOPT(92, "protocol not available"),
    /** Operation not supported. */
    EOPNOTSUPP(95, "operation not supported"),
    /** Address family not supported. */
    EAFNOSUPPORT(97, "address family not supported by protocol"),
    /** Network is down. */
    ENETDOWN(100, "network is down"),
    /** No buffer space available. */
    ENOBUFS(105, "no buffer space available"),
    /** Timed out. */
    ETIMEDOUT(110, "connection timed out");

    private static final Errno[] BY_CODE = new Errno[128];

    static
    {
        for (final Errno errno : values())
        {
            BY_CODE[errno.code] = errno;
        }
    }

    private final int code;
    private final String text;

    Errno(final int code, final String text)
    {
        this.code = code;
        this.text = text;
    }

    /**
     * The number of the error.
     *
     * @return the number, positive.
     */
    public int code()
    {
        return code;
    }

    /**
     * Does the result of a call say this error?
     *
     * @param result of a call: a value or a negative errno.
     * @return true if the result is this error.
     */
    public boolean is(final int result)
    {
        return -code == result;
    }

    /**
     * The symbolic name of an error.
     *
     * @param code of the error, positive.
     * @return the name, or the number where it has none here.
     */
    public static String nameOf(final int code)
    {
        final Errno errno = lookup(code);
        return null == errno ? "errno " + code : errno.name();
    }

    /**
     * The text of an error.
     *
     * @param code of the error, positive.
     * @return the text.
     */
    public static String textOf(final int code)
    {
        final Errno errno = lookup(code);
        return null == errno ? "see errno(3)" : errno.text;
    }

    private static Errno lookup(final int code)
    {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
