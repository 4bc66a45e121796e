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

/**
 * The version of a kernel, as far as features depend on it. Distributions put features into older kernels, so a version
 * explains a refusal and never causes one.
 *
 * @param major number.
 * @param minor number.
 */
record KernelVersion(int major, int minor) implements Comparable<KernelVersion>
{
    /**
     * @param release as {@code uname -r} says it, such as {@code 6.18.44-generic}.
     * @return its version; 0.0 where it has none.
     */
    static KernelVersion of(final String release)
    {
        final String[] numbers = release.split("\\D+", 3);

        return numbers.length < 2 || numbers[0].isEmpty() || numbers[1].isEmpty() ?
            new KernelVersion(0, 0) :
            new KernelVersion(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    static KernelVersion running()
    {
        return of(System.getProperty("os.version"));
    }

    @Override
    public int compareTo(final KernelVersion other)
    {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString()
    {
        return major + "." + minor;
    }
}
