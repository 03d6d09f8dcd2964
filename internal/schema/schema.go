// Package schema turns the keys that Pressbox reads into JSON Schema (2020-12),
// with which editors complete and check front matter and site.yaml.
//
// Its one law: the table names the keys that are read, no more and no fewer, and
// a value may have every shape that the build takes, and no other.
package schema

import (
	"encoding/json"
	"slices"
)

// An object is a map whose keys are known.
type object struct {
	keys  []key
	one   []string // at least one of these must be given, with a value; nil for no such rule
	rest  *shape   // what other keys may hold; nil when there are none
	bar   []string // keys that are none of the rest
	least int      // keys, at least
}

// A key is one entry of an object.
type key struct {
	names []string // all mean the same; the first is the one to write
	says  string   // what it is, for somebody who writes
	need  bool     // it must be given
	want  []shape  // any of these
}

// A shape is what a value may be: plain text and the like, or an object, or a list.
type shape struct {
	plain  map[string]any // as JSON Schema says it; nil for a map
	object *object
	list   []shape // of any of these; nil for no list
	least  int     // items of a list, at least
	most   int     // and at most; 0 for any number
}

// Kinds returns what there is a schema of, in the order to list them.
func Kinds() []string {
	return []string{"post", "player", "team", "source", "author", "story", "league", "page", "site"}
}

// Of returns the schema of one of Kinds; ok is false for anything else.
func Of(kind string) (text []byte, ok bool) {
	top, ok := table()[kind]
	if !ok {
		return nil, false
	}
	s := top.schema()
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	switch kind {
	case "site":
		s["title"] = "site.yaml"
	case "author":
		s["title"] = "Front matter of an author"
	default:
		s["title"] = "Front matter of a " + kind
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // text, numbers, lists and maps can always be encoded
	}
	return append(text, '\n'), true
}

func (o *object) schema() map[string]any {
	properties := map[string]any{}
	var required []string
	var rules []any
	for _, k := range o.keys {
		for i, name := range k.names {
			p := anyOf(k.want, !k.need) // nothing behind a key is as if it were not there
			p["description"] = k.says
			if i > 0 {
				p["description"] = "The same as " + k.names[0] + "."
			}
			properties[name] = p
			for _, other := range k.names[:i] {
				rules = append(rules, map[string]any{"not": map[string]any{"required": []string{other, name}}})
			}
		}
		switch {
		case k.need && len(k.names) == 1:
			required = append(required, k.names[0])
		case k.need:
			rules = append(rules, anyRequired(k.names))
		}
	}
	if o.one != nil {
		var each []any
		for _, name := range o.one {
			each = append(each, map[string]any{"required": []string{name}, "properties": map[string]any{name: filled().schema()}})
		}
		rules = append(rules, map[string]any{"anyOf": each})
	}
	s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if o.rest != nil {
		s["additionalProperties"] = o.rest.schema()
	}
	if o.least > 0 {
		s["minProperties"] = o.least
	}
	if o.bar != nil {
		s["propertyNames"] = map[string]any{"not": map[string]any{"enum": o.bar}}
	}
	if required != nil {
		slices.Sort(required)
		s["required"] = required
	}
	if rules != nil {
		s["allOf"] = rules
	}
	return s
}

func (s shape) schema() map[string]any {
	switch {
	case s.object != nil:
		return s.object.schema()
	case s.list != nil:
		list := map[string]any{"type": "array", "items": anyOf(s.list, false)}
		if s.least > 0 {
			list["minItems"] = s.least
		}
		if s.most > 0 {
			list["maxItems"] = s.most
		}
		return list
	}
	out := map[string]any{} // the caller adds to it
	for k, v := range s.plain {
		out[k] = v
	}
	return out
}

func anyRequired(names []string) map[string]any {
	var each []any
	for _, name := range names {
		each = append(each, map[string]any{"required": []string{name}})
	}
	return map[string]any{"anyOf": each}
}

// anyOf allows any of the shapes, and nothing at all when null.
func anyOf(shapes []shape, null bool) map[string]any {
	if len(shapes) == 1 && !null {
		return shapes[0].schema()
	}
	var list []any
	for _, s := range shapes {
		list = append(list, s.schema())
	}
	if null {
		list = append(list, map[string]any{"type": "null"})
	}
	return map[string]any{"anyOf": list}
}
