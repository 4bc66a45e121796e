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

import io.xsk.ffi.Errno;

/**
 * The kernel refused a call. The message says which call, on what, why, and what to do about it.
 */
public final class XskException extends RuntimeException
{
    private static final long serialVersionUID = 4106297391420394582L;

    /** What was asked of the kernel. */
    private final String call;
    /** What it was asked for. */
    private final String subject;
    /** Why it refused. */
    private final int errno;
    /** What the user can do. */
    private final String remedy;

    /**
     * For a call that the kernel refused.
     *
     * @param call    that failed, by its name in the kernel's interface.
     * @param subject of the call as {@code name=value} words, such as {@code interface=eth0 queue=0}.
     * @param errno   that the kernel answered, positive.
     */
    public XskException(final String call, final String subject, final int errno)
    {
        this(call, subject, errno, Remedy.of(call, errno));
    }

    /**
     * For a call that the kernel refused, where the caller knows more about the reason.
     *
     * @param call    that failed, by its name in the kernel's interface.
     * @param subject of the call as {@code name=value} words, such as {@code interface=eth0 queue=0}.
     * @param errno   that the kernel answered, positive.
     * @param remedy  what the user can do, or what the kernel said.
     */
    public XskException(final String call, final String subject, final int errno, final String remedy)
    {
        super(call + " failed: " + subject + ": " +
            Errno.nameOf(errno) + " (" + errno + ", " + Errno.textOf(errno) + ")" +
            (remedy.isEmpty() ? "" : ": " + remedy));
        this.call = call;
        this.subject = subject;
        this.errno = errno;
        this.remedy = remedy;
    }

    /**
     * What was asked of the kernel.
     *
     * @return the call or socket option, by its name in the kernel's interface.
     */
    public String call()
    {
        return call;
    }

    /**
     * What it was asked for: the interface, the queue, the sizes.
     *
     * @return {@code name=value} words.
     */
    public String subject()
    {
        return subject;
    }

    /**
     * Why it refused.
     *
     * @return the error number, positive.
     */
    public int errno()
    {
        return errno;
    }

    /**
     * Why it refused, by name.
     *
     * @return the symbolic name, such as {@code EBUSY}.
     */
    public String errnoName()
    {
        return Errno.nameOf(errno);
    }

    /**
     * What the user can do about it.
     *
     * @return the advice, empty where there is none.
     */
    public String remedy()
    {
        return remedy;
    }
}
