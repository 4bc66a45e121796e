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
 * Writes what a filter's program does with a packet that matched, just before it redirects it: put metadata before it,
 * for instance. No address of the packet is needed afterwards.
 */
@FunctionalInterface
interface RedirectPrologue
{
    /** Nothing. */
    RedirectPrologue NONE = (assembler, context, mark) -> {};

    /**
     * Write it. R0 to R5 and R9 may be used, and the stack from {@link FilterFrame#END_OFFSET} down.
     *
     * @param assembler to write to; the instructions must end where they fall through to what follows, or exit.
     * @param context   register that has the program's context, to be left as it is.
     * @param mark      register that has the rule's mark, to be left as it is.
     */
    void emit(BpfAssembler assembler, Register context, Register mark);
}
