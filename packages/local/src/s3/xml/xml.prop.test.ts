import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { encodeKey } from "./encode-key.ts"
import { childOf, type Element, readXml, textOf } from "./read-xml.ts"
import { writeErrorXml, writeXml } from "./write-xml.ts"

const text = fc.string({ unit: "binary", maxLength: 30 }).filter((each) => each.isWellFormed())

describe("a document", () => {
  test("is read as it was written, any character in it", () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 5 }), (key, others) => {
        const source = writeXml("Delete", {
          Object: [...others, key].map((each) => ({ Key: each })),
          Quiet: true,
        })
        const root = readXml(source)
        expect(root.name).toBe("Delete")
        expect(root.children.slice(0, -1).map((object) => textOf(object, "Key"))).toEqual([...others, key])
        expect(textOf(root, "Quiet")).toBe("true")
      }),
      { numRuns: 500 },
    )
  })

  test("that is noise is MalformedXML or a document, and nothing else", () => {
    const token = fc.constantFrom(
      ...[
        "<",
        ">",
        "</",
        "/>",
        "<a>",
        "</a>",
        "<a/>",
        "<b:a x='1'>",
        '<?xml version="1.0"?>',
        "<!DOCTYPE a>",
        "<!--",
        "-->",
      ],
      ...[
        "<![CDATA[",
        "]]>",
        "&amp;",
        "&#0;",
        "&#x110000;",
        "&x;",
        "&",
        "\0",
        "text",
        "'",
        '"',
        "=",
        " ",
        "\n",
        "]]>",
        "<a b>",
      ],
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 15 }), (tokens) => {
        try {
          expect(readXml(tokens.join("")).name).toMatch(/^\w+$/)
        } catch (error) {
          expect(error).toMatchObject({ name: "S3Error", code: "MalformedXML" })
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ["nothing", ""],
    ["white space", "  \n"],
    ["text alone", "text"],
    ["two roots", "<a/><a/>"],
    ["text behind the root", "<a/>b"],
    ["a root that is not closed", "<a><b></b>"],
    ["elements that cross", "<a><b></a></b>"],
    ["a document type", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"],
    ["an entity of its own", "<a>&b;</a>"],
    ["half an entity", "<a>&amp</a>"],
    ["a reference beyond Unicode", "<a>&#x110000;</a>"],
    ["a reference to half a character", "<a>&#xd800;</a>"],
    ["a control character", "<a>\u0001</a>"],
    ["a processing instruction", "<a><?b c?></a>"],
    ["a comment", "<a><!-- b --></a>"],
    ["CDATA", "<a><![CDATA[b]]></a>"],
    ["an attribute without quotes", "<a b=c/>"],
    ["depth without an end", "<a>".repeat(100_000)],
    ["elements without an end", `<a>${"<b/>".repeat(200_000)}</a>`],
    ["a name without an end", `<${"a".repeat(1_000_000)}>`],
    ["attributes without an end", `<a ${"b='c' ".repeat(100_000)}>`],
    ["white space without an end", `<a${" ".repeat(1_000_000)}`],
  ])("is refused quickly: %s", (_, source) => {
    const started = Date.now()
    expect(() => readXml(source)).toThrow(expect.objectContaining({ code: "MalformedXML" }))
    expect(Date.now() - started).toBeLessThan(5_000)
  })

  test("may have a byte order mark, a declaration, a namespace and prefixes", () => {
    const source = `\ufeff<?xml version="1.0" encoding='UTF-8'?>\n<s:Tagging xmlns:s="http://s3"><s:TagSet /></s:Tagging>\n`
    const root: Element = readXml(source)
    expect([root.name, childOf(root, "TagSet")?.children]).toEqual(["Tagging", []])
  })

  test("is refused where an element that may be there once is there twice", () => {
    expect(() => childOf(readXml("<a><b/><b/></a>"), "b")).toThrow("not well-formed")
    expect(() => textOf(readXml("<a/>"), "b")).toThrow("not well-formed")
  })
})

describe("what is written", () => {
  test("leaves out what is undefined and repeats an element for a list", () => {
    expect(writeErrorXml({ Code: "A & <B>", Other: undefined, Number: 1, List: ["x", { Y: '"' }] })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>A &amp; &lt;B&gt;</Code><Number>1</Number><List>x</List><List><Y>&quot;</Y></List></Error>',
    )
  })

  test("holds a key encoded as forms are, its slashes kept", () => {
    expect(encodeKey("a/b c+d%é~😀\n(1)*.csv")).toBe("a/b+c%2Bd%25%C3%A9~%F0%9F%98%80%0A%281%29%2A.csv")
    fc.assert(
      fc.property(text, (key) => {
        expect(decodeURIComponent(encodeKey(key).replaceAll("+", " "))).toBe(key)
      }),
    )
  })
})
