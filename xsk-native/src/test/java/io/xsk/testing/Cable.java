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
package io.xsk.testing;

import io.xsk.netns.NetworkNamespace;

/**
 * Two hosts of their own, joined by a pair of virtual interfaces.
 */
public final class Cable implements AutoCloseable
{
    /** The interface of the left host. */
    public static final String LEFT = "left";
    /** The interface of the right host. */
    public static final String RIGHT = "right";

    private final NetworkNamespace left = NetworkNamespace.create(LEFT);
    private final NetworkNamespace right = NetworkNamespace.create(RIGHT);

    /**
     * @param queues of each interface.
     */
    public Cable(final int queues)
    {
        NetworkNamespace.connect(left, LEFT, right, RIGHT, queues);
    }

    /**
     * The one host.
     *
     * @return the namespace that has the interface {@link #LEFT}.
     */
    public NetworkNamespace left()
    {
        return left;
    }

    /**
     * The other host.
     *
     * @return the namespace that has the interface {@link #RIGHT}.
     */
    public NetworkNamespace right()
    {
        return right;
    }

    @Override
    public void close()
    {
        left.close();
        right.close();
    }
}
