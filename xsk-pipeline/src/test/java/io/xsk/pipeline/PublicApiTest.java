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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public API of this package is what {@code docs/pipeline-api.txt} lists, and stays on two pages: a line for each
 * type and each member. The constants of an enum and the components of a record are on the line of their type.
 */
class PublicApiTest
{
    private static final Path LISTING = Path.of("../docs/pipeline-api.txt");
    private static final String COMMENT = "#";
    private static final String INDENTATION = "    ";
    /** Of the line of a type. */
    private static final String CONTINUATION = INDENTATION + INDENTATION;
    private static final int PAGES = 2;
    private static final int LINES_OF_A_PAGE = 60;
    private static final int COLUMNS = 120;

    @Test
    void shouldListEachPublicTypeAndMemberAndNothingElse() throws Exception
    {
        final TreeSet<String> unlisted = new TreeSet<>(found());
        final TreeSet<String> goneBy = new TreeSet<>(listed());
        final List<String> both = listed().stream().filter(unlisted::contains).toList();
        both.forEach(unlisted::remove);
        both.forEach(goneBy::remove);

        assertEquals("", String.join("\n", unlisted), "public and not in " + LISTING);
        assertEquals("", String.join("\n", goneBy), "in " + LISTING + " and not public");
        assertTrue(both.size() > 10, "only " + both.size() + " lines were compared");
    }

    @Test
    void shouldFitOnTwoPages() throws IOException
    {
        final List<String> lines = Files.readAllLines(LISTING);

        assertTrue(lines.size() <= PAGES * LINES_OF_A_PAGE, () -> "lines=" + lines.size());
        lines.forEach(line -> assertTrue(line.length() <= COLUMNS, line));
    }

    /** Each member behind its type. */
    private static List<String> listed() throws IOException
    {
        final List<String> entries = new ArrayList<>();
        String type = "";
        for (final String line : lines())
        {
            if (line.startsWith(CONTINUATION))
            {
                type = entries.removeLast() + ' ' + line.strip();
                entries.add(type);
            }
            else if (line.startsWith(INDENTATION))
            {
                entries.add(type + INDENTATION + line.strip());
            }
            else
            {
                type = line;
                entries.add(type);
            }
        }

        return entries;
    }

    private static List<String> lines() throws IOException
    {
        return Files.readAllLines(LISTING).stream()
            .filter(line -> !line.startsWith(COMMENT) && !line.isBlank())
            .toList();
    }

    private static List<String> found() throws IOException, URISyntaxException, ClassNotFoundException
    {
        final List<String> entries = new ArrayList<>();
        for (final Class<?> type : types())
        {
            final String line = line(type);
            entries.add(line);
            members(type).map(member -> line + INDENTATION + member).forEach(entries::add);
        }

        return entries;
    }

    private static List<Class<?>> types() throws IOException, URISyntaxException, ClassNotFoundException
    {
        final Path classes = Path.of(XskPipeline.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        final String packageName = XskPipeline.class.getPackageName();
        final List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/'))))
        {
            for (final Path file : files.filter(path -> path.toString().endsWith(".class")).toList())
            {
                final String name = file.getFileName().toString().replace(".class", "");
                if (!"package-info".equals(name))
                {
                    final Class<?> type =
                        Class.forName(packageName + '.' + name, false, PublicApiTest.class.getClassLoader());
                    if (isPublic(type))
                    {
                        types.add(type);
                    }
                }
            }
        }

        return types;
    }

    /** With all types that it lies in. */
    private static boolean isPublic(final Class<?> type)
    {
        final Class<?> outer = type.getDeclaringClass();

        return isVisible(type.getModifiers()) && (null == outer || isPublic(outer));
    }

    private static boolean isVisible(final int modifiers)
    {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String line(final Class<?> type)
    {
        final String name = type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
        if (type.isEnum())
        {
            return "enum " + name + " { " +
                Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", ")) + " }";
        }
        if (type.isRecord())
        {
            return "record " + name + Arrays.stream(type.getRecordComponents())
                .map(component -> name(component.getGenericType()) + ' ' + component.getName())
                .collect(Collectors.joining(", ", "(", ")"));
        }
        final Class<?> parent = type.getSuperclass();
        final String extension = null == parent || Object.class == parent || !isPublic(parent) ?
            "" : " extends " + name(type.getGenericSuperclass());
        final String interfaces = 0 == type.getInterfaces().length ? "" : " implements " +
            Arrays.stream(type.getGenericInterfaces()).map(PublicApiTest::name).collect(Collectors.joining(", "));

        return (type.isInterface() ? "interface " : "class ") +
            name + variables(type.getTypeParameters()) + extension + interfaces;
    }

    /** What users see of a type may be declared in those that it extends, of which they see nothing else. */
    private static Stream<String> members(final Class<?> type)
    {
        final List<String> members = new ArrayList<>();
        for (Class<?> each = type; null != each && each.getPackage() == type.getPackage(); each = each.getSuperclass())
        {
            Arrays.stream(each.getDeclaredFields())
                .filter(field -> isVisible(field) && !field.isEnumConstant())
                .map(PublicApiTest::line)
                .forEach(members::add);
            if (each == type && !type.isRecord())
            {
                Arrays.stream(each.getDeclaredConstructors())
                    .filter(PublicApiTest::isVisible)
                    .map(constructor -> type.getSimpleName() + parameters(constructor))
                    .forEach(members::add);
            }
            Arrays.stream(each.getDeclaredMethods())
                .filter(method -> isVisible(method) && !method.isBridge() && !isImplied(type, method))
                .map(PublicApiTest::line)
                .forEach(members::add);
        }

        return members.stream();
    }

    private static boolean isVisible(final Member member)
    {
        return isVisible(member.getModifiers()) && !member.isSynthetic();
    }

    /** What every object, every enum, or a record with these components has. */
    private static boolean isImplied(final Class<?> type, final Method method)
    {
        final Stream<Method> ofAll = Stream.concat(
            Arrays.stream(Object.class.getDeclaredMethods()), Arrays.stream(Enum.class.getDeclaredMethods()));
        final boolean isOfComponent = type.isRecord() && Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getAccessor)
            .anyMatch(method::equals);
        final boolean isOfEnum = type.isEnum() && Modifier.isStatic(method.getModifiers()) &&
            List.of("values", "valueOf").contains(method.getName());

        return isOfComponent || isOfEnum || ofAll.anyMatch(inherited -> inherited.getName().equals(method.getName()) &&
            Arrays.equals(inherited.getParameterTypes(), method.getParameterTypes()));
    }

    private static String line(final Field field)
    {
        return (Modifier.isStatic(field.getModifiers()) ? "static " : "") +
            name(field.getGenericType()) + ' ' + field.getName();
    }

    private static String line(final Method method)
    {
        final String variables = variables(method.getTypeParameters());

        return (Modifier.isStatic(method.getModifiers()) ? "static " : "") + (method.isDefault() ? "default " : "") +
            variables + (variables.isEmpty() ? "" : " ") +
            name(method.getGenericReturnType()) + ' ' + method.getName() + parameters(method);
    }

    private static String parameters(final Executable executable)
    {
        return Arrays.stream(executable.getParameters())
            .map(PublicApiTest::line)
            .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String line(final Parameter parameter)
    {
        assertTrue(parameter.isNamePresent(), () -> "compiled without the names of parameters: " + parameter);
        final String type = name(parameter.getParameterizedType());

        return (parameter.isVarArgs() ? type.replace("[]", "...") : type) + ' ' + parameter.getName();
    }

    private static String variables(final TypeVariable<?>[] variables)
    {
        return 0 == variables.length ? "" : Arrays.stream(variables)
            .map(variable -> variable.getName() + (Object.class == variable.getBounds()[0] ?
                "" : " extends " + name(variable.getBounds()[0])))
            .collect(Collectors.joining(", ", "<", ">"));
    }

    /** As it is written where this package and what it needs are imported. */
    private static String name(final Type type)
    {
        return type.getTypeName()
            .replaceAll("([a-z]\\w*\\.)+(?=[A-Z])", "")
            .replace('$', '.')
            .replace("XskPipeline.Context", "Context");
    }
}
