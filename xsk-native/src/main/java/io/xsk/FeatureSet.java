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

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Sets of features that cannot be changed, iterated in the order of their enum.
 */
final class FeatureSet
{
    private FeatureSet()
    {
    }

    /**
     * The features whose bits are set.
     *
     * @param type of the features, in the order of their bits.
     * @param bits as the kernel gives them; those that have no feature here are left out.
     * @param <E>  type of the features.
     * @return the features.
     */
    static <E extends Enum<E>> Set<E> of(final Class<E> type, final long bits)
    {
        final EnumSet<E> features = EnumSet.allOf(type);
        features.removeIf(feature -> 0 == (bits & 1L << feature.ordinal()));

        return Collections.unmodifiableSet(features);
    }

    static <E extends Enum<E>> Set<E> copyOf(final Class<E> type, final Set<E> original)
    {
        final EnumSet<E> features = EnumSet.noneOf(type);
        features.addAll(original);

        return Collections.unmodifiableSet(features);
    }
}
