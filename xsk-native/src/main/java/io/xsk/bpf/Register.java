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
package io.xsk.bpf;

/**
 * The registers of a BPF program, 64 bits each.
 */
public enum Register
{
    /** Where a function leaves its result, and a program too. */
    R0,
    /** First argument of a function, and of a program: its context. */
    R1,
    /** Second argument of a function. */
    R2,
    /** Third argument of a function. */
    R3,
    /** Fourth argument of a function. */
    R4,
    /** Fifth argument of a function. */
    R5,
    /** First of those that a function leaves as they are; R0 to R5 are lost in every call. */
    R6,
    /** Left as it is by a function. */
    R7,
    /** Left as it is by a function. */
    R8,
    /** Left as it is by a function. */
    R9,
    /** The end of the stack, of which 512 bytes below it are the program's. It cannot be written. */
    R10
}
