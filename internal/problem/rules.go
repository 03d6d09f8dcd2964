package problem

import (
	"slices"
	"strings"
)

// A Rule is a kind of mistake. Its name stands in reports, and in site.yaml under
// rules, where its severity can be set.
type Rule struct {
	Name     string
	Severity Severity // unless site.yaml says otherwise
	Fixed    bool     // site.yaml may not change it: without it the site would be unsafe, or cannot be made at all
	Text     string   // one sentence: what is wrong when it is broken
}

// The names of the rules. What each means stands in the catalogue below.
const (
	AliasClash        = "alias-clash"
	AliasLoop         = "alias-loop"
	AliasPath         = "alias-path"
	AmbiguousName     = "ambiguous-name"
	AmbiguousTeam     = "ambiguous-team"
	BadColor          = "bad-color"
	BadDate           = "bad-date"
	BadEncoding       = "bad-encoding"
	BadFile           = "bad-file"
	BadID             = "bad-id"
	BadImage          = "bad-image"
	BadPath           = "bad-path"
	BadSlug           = "bad-slug"
	BadURL            = "bad-url"
	BadValue          = "bad-value"
	BrokenAnchor      = "broken-anchor"
	BrokenLink        = "broken-link"
	BrokenTemplate    = "broken-template"
	ConflictingKeys   = "conflicting-keys"
	ConflictingStints = "conflicting-stints"
	DateGap           = "date-gap"
	DuplicateID       = "duplicate-id"
	DuplicateKey      = "duplicate-key"
	FormerName        = "former-name"
	Frontmatter       = "front-matter"
	ImageAlt          = "image-alt"
	LostAddress       = "lost-address"
	MissingID         = "missing-id"
	MissingKey        = "missing-key"
	MissingLanguage   = "missing-language"
	MissingWords      = "missing-words"
	NameCase          = "name-case"
	NearName          = "near-name"
	OddDates          = "odd-dates"
	PathClash         = "path-clash"
	RawAddress        = "raw-address"
	RawHTML           = "raw-html"
	SameTitle         = "same-title"
	SharedName        = "shared-name"
	StrayFile         = "stray-file"
	Syntax            = "syntax"
	TooDeep           = "too-deep"
	TooLarge          = "too-large"
	UnclosedBlock     = "unclosed-front-matter"
	UnknownID         = "unknown-id"
	UnknownKey        = "unknown-key"
	UnknownRule       = "unknown-rule"
	UnknownStatistic  = "unknown-statistic"
	UnknownTemplate   = "unknown-template"
	UnpublishedLink   = "unpublished-link"
	UnregisteredName  = "unregistered-name"
	UnsafeLink        = "unsafe-link"
	WrongType         = "wrong-type"
)

// catalogue returns every rule, in order of name.
func catalogue() []Rule {
	return []Rule{
		{AliasClash, Error, true, "an old address is the address of something else"},
		{AliasLoop, Error, true, "old addresses lead to one another"},
		{AliasPath, Error, true, "an old address is not a path below this site"},
		{AmbiguousName, Error, false, "a name is borne by more than one person that day"},
		{AmbiguousTeam, Error, false, "a team's name is borne by more than one team that day"},
		{BadColor, Error, false, "a colour is not written as #rrggbb"},
		{BadDate, Error, true, "a date or time cannot be read, or does not exist"},
		{BadEncoding, Error, true, "a file is not UTF-8 text, or holds control characters"},
		{BadFile, Error, true, "a file cannot be used: a device, a pipe, or a link that leads out of the site"},
		{BadID, Error, true, "an id holds other characters than a-z, 0-9 and hyphens, or is reserved"},
		{BadImage, Error, false, "a picture is missing or cannot be read"},
		{BadPath, Error, true, "a path cannot be published safely on every file system"},
		{BadSlug, Error, true, "a slug cannot be part of an address"},
		{BadURL, Error, true, "an address is not one that a page may lead to"},
		{BadValue, Error, true, "a value is outside of what its key takes"},
		{BrokenAnchor, Warning, false, "a link leads to a heading that is not there"},
		{BrokenLink, Error, false, "a link leads nowhere"},
		{BrokenTemplate, Error, true, "a template cannot be read or executed"},
		{ConflictingKeys, Error, true, "two keys that mean the same are both given"},
		{ConflictingStints, Warning, false, "a player's times with teams overlap"},
		{DateGap, Warning, false, "a time does not exist because clocks were put forward; an hour later is taken"},
		{DuplicateID, Error, true, "two documents have one id"},
		{DuplicateKey, Error, true, "a key is given twice"},
		{FormerName, Warning, false, "a name was not borne that day"},
		{Frontmatter, Error, true, "a document has no front matter, or it is not a list of keys and values"},
		{ImageAlt, Warning, false, "a picture has no words for those who cannot see it"},
		{LostAddress, Error, false, "a published address leads nowhere any more (check --since, --against)"},
		{MissingID, Warning, false, "site.yaml has no id, on which the ids of feeds and posts hang"},
		{MissingKey, Error, true, "a key that is required is not given"},
		{MissingLanguage, Warning, false, "the theme has no words in the language of the site"},
		{MissingWords, Error, true, "a template asks for words that strings.yaml does not have"},
		{NameCase, Warning, false, "a name is written with other capitals than its record"},
		{NearName, Error, false, "a name without a record is nearly the name of one that has"},
		{OddDates, Warning, false, "dates of a record contradict one another"},
		{PathClash, Error, true, "two documents claim one address"},
		{RawAddress, Warning, false, "an address in the HTML of a body leads nowhere on this site"},
		{RawHTML, Warning, false, "HTML in a body is shown as text, because site.yaml does not allow it"},
		{SameTitle, Warning, false, "two pages have one title, so that search engines and readers cannot tell them apart"},
		{SharedName, Warning, false, "a nickname or spelling is shared by several records"},
		{StrayFile, Warning, false, "a file or folder of content/ is not one that is read"},
		{Syntax, Error, true, "YAML, TOML or JSON cannot be read"},
		{TooDeep, Error, true, "lists, maps or quotations are nested too deeply"},
		{TooLarge, Error, true, "a file is larger than can be handled"},
		{UnclosedBlock, Error, true, "front matter is opened and never closed"},
		{UnknownID, Error, true, "an id has no record"},
		{UnknownKey, Error, false, "a key has no meaning"},
		{UnknownRule, Error, false, "site.yaml sets a rule that does not exist"},
		{UnknownStatistic, Warning, false, "a figure is not one that the league's record lists"},
		{UnknownTemplate, Warning, false, "a file of templates/ is one that no page is made from"},
		{UnpublishedLink, Warning, false, "a link leads to a draft, or to a post that waits for its date"},
		{UnregisteredName, Warning, false, "a name has no record"},
		{UnsafeLink, Error, true, "a link has a scheme that is not http, https or mailto"},
		{WrongType, Error, true, "a value has another shape than its key takes"},
	}
}

// Rules returns the catalogue, in order of name.
func Rules() []Rule { return catalogue() }

// FindRule returns the rule of that name.
func FindRule(name string) (Rule, bool) {
	rules := catalogue()
	i, ok := slices.BinarySearchFunc(rules, name, func(r Rule, name string) int { return strings.Compare(r.Name, name) })
	if !ok {
		return Rule{}, false
	}
	return rules[i], true
}

// New returns a problem with the severity that the catalogue gives its rule. A
// rule that is not catalogued is an error, so that it is noticed.
func New(rule, file string, line, column int, text, hint string) Problem {
	p := Problem{Severity: Error, Rule: rule, File: file, Line: line, Column: column, Text: text, Hint: hint}
	if r, ok := FindRule(rule); ok {
		p.Severity = r.Severity
	}
	return p
}

// WithRules returns l with the severities that site.yaml sets: problems of rules
// turned off are left out, and rules that are fixed stay as they are.
func (l List) WithRules(set map[string]Severity) List {
	if len(set) == 0 {
		return l
	}
	out := make(List, 0, len(l))
	for _, p := range l {
		if s, ok := set[p.Rule]; ok {
			if r, known := FindRule(p.Rule); known && !r.Fixed {
				p.Severity = s
			}
		}
		if p.Severity != Off {
			out = append(out, p)
		}
	}
	return out
}
