// Package problem describes mistakes in a user's files: which rule, where, what
// is wrong and what to do next.
//
// Its one law: a problem is the user's and is data, carried beside the results;
// an error is trouble with the machine and is returned. No stage stops at the
// first problem, so that one run reports all of them.
package problem

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Severity says what a problem does to a build.
type Severity uint8

const (
	Off     Severity = iota // not reported
	Warning                 // reported; fails only check --strict
	Error                   // reported; nothing is published
)

// String returns the word used in site.yaml and in reports.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "off"
}

// A Problem is one mistake at one place.
type Problem struct {
	Severity Severity
	Rule     string // a name of the catalogue in rules.go
	File     string // slash-separated, from the site's folder
	Line     int    // from 1; 0 when the whole file is meant
	Column   int    // in characters from 1; 0 when the whole line is meant
	Text     string // lower case, no full stop, quotes the value at fault
	Hint     string // what to do next; empty when Text says it
}

// String prints p on one line the way compilers do: file:line:column: text (hint).
// It is safe for a terminal, whatever names and values p quotes.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
		if p.Column > 0 {
			fmt.Fprintf(&b, ":%d", p.Column)
		}
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if p.Severity == Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Text)
	if p.Hint != "" {
		b.WriteString(" (" + p.Hint + ")")
	}
	return printable(b.String())
}

// printable returns s with characters escaped that would leave the line or steer
// a terminal: names of files and quoted values come from outside.
func printable(s string) string {
	clean := func(r rune) bool { return unicode.IsPrint(r) || r == '\u200d' }
	if strings.IndexFunc(s, func(r rune) bool { return !clean(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if clean(r) {
			b.WriteRune(r)
		} else {
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		}
	}
	return b.String()
}

// A List is what one run found. Its order means nothing until Sort.
type List []Problem

// Sort orders l by file, place, rule and text and drops exact repetitions.
func (l List) Sort() List {
	slices.SortFunc(l, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Hint, b.Hint))
	})
	return slices.Compact(l)
}

// Failed reports whether l holds a problem of severity Error.
func (l List) Failed() bool {
	return slices.ContainsFunc(l, func(p Problem) bool { return p.Severity == Error })
}

// Tell reports whether a problem of l stands in file or names it.
func (l List) Tell(file string) bool {
	return slices.ContainsFunc(l, func(p Problem) bool { return p.File == file || strings.Contains(p.Text, file) })
}

// Count returns how many errors and warnings l holds.
func (l List) Count() (errors, warnings int) {
	for _, p := range l {
		switch p.Severity {
		case Error:
			errors++
		case Warning:
			warnings++
		}
	}
	return errors, warnings
}
