package plan

import (
	"iter"
	"slices"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
)

// planPosts plans the page of every post.
func (d *desk) planPosts() {
	link := parsePermalink(d.cfg.Permalink)
	var buf []byte
	for i, p := range d.room.Posts {
		buf = d.addPost(p, link, buf)
		if year, mon, _ := p.Time.Date(); len(d.months) == 0 || !d.months[len(d.months)-1].is(year, mon) {
			d.months = append(d.months, d.newMonth(year, mon))
		}
		m := d.months[len(d.months)-1]
		if m.hi == 0 {
			m.lo = i
		}
		m.hi = i + 1
	}
}

// addPost plans the page of a post. buf is memory for its path.
func (d *desk) addPost(p *newsroom.Post, link permalink, buf []byte) []byte {
	buf = link.appendTo(buf[:0], p.Time, p.Slug)
	d.posts[p.Number-1] = d.addMade(at(d.base, string(buf)), "post.html", p.Doc.Path, postFile{p})
	return buf
}

// postURL returns the address of a post, or "" if it is not published.
func (d *desk) postURL(p *newsroom.Post) string { return d.addressOf(p.Number) }

// addressOf returns the address of the post of a number, or "" if it is not published.
func (d *desk) addressOf(number int) string {
	if number == 0 || d.posts[number-1] == nil {
		return ""
	}
	return d.posts[number-1].URL
}

// fullCard makes the card of a post, or finds it if it was made of late.
func (d *desk) fullCard(p *newsroom.Post) *Card {
	if c := d.madeCard(p); c != nil {
		return &c.Card
	}
	c := &madeCard{post: p.Number, Card: d.newCard(p)}
	slot := &d.memos[p.Number-1].card
	if sum := slot.Load(); sum != nil {
		c.Digest = *sum
	} else {
		sum := Hash(&c.Card)
		c.Digest = sum
		slot.Store(&sum)
	}
	d.cards[p.Number%len(d.cards)].Store(c)
	return &c.Card
}

// madeCard returns the card of a post if it was made of late.
func (d *desk) madeCard(p *newsroom.Post) *madeCard {
	if c := d.cards[p.Number%len(d.cards)].Load(); c != nil && c.post == p.Number {
		return c
	}
	return nil
}

// cardSum returns the digest of a card, which is remembered of every post.
func (d *desk) cardSum(p *newsroom.Post) digest.Digest {
	if sum := d.memos[p.Number-1].card.Load(); sum != nil {
		return *sum
	}
	return d.fullCard(p).Digest
}

// A madeCard is a card that is remembered until another takes its slot: what a site
// of many posts would need for all of them is better made again.
type madeCard struct {
	post int // its number
	Card
}

// cardSlots is how many cards are remembered.
const cardSlots = 1 << 11

func (d *desk) newCard(p *newsroom.Post) Card {
	c := d.slimCard(p)
	c.Image, c.Credits = d.image(p.Image), d.credits(p)
	c.Players, c.Teams = d.mentions(p, p.Day)
	return c
}

// slimCard makes what is quickly made of a card.
func (d *desk) slimCard(p *newsroom.Post) Card {
	return Card{
		URL:       d.postURL(p),
		Title:     p.Title,
		Summary:   p.Summary,
		Time:      timeOf(p.Time, p.DateOnly),
		Updated:   changed(p.Updated),
		Status:    string(p.Status),
		Draft:     p.Draft,
		Scheduled: p.Scheduled,
	}
}

// mentions returns the players and teams of a post. A player's team is the post's
// own value of it where the post has it.
func (d *desk) mentions(p *newsroom.Post, day newsroom.Day) ([]PlayerLink, []TeamLink) {
	var players []PlayerLink
	var teams []TeamLink
	if len(p.Teams) > 0 {
		teams = make([]TeamLink, len(p.Teams))
		for i, m := range p.Teams {
			teams[i] = d.teamLink(m.Team, m.Text, day)
		}
	}
	if len(p.Players) > 0 {
		players = make([]PlayerLink, len(p.Players))
		for i, m := range p.Players {
			players[i] = d.playerLink(m.Player, m.Text, day)
			if len(m.Teams) == 0 {
				continue
			}
			if j := slices.IndexFunc(p.Teams, func(t newsroom.TeamMention) bool { return t.Team == m.Teams[0] }); j >= 0 {
				players[i].Team = &teams[j]
			} else {
				players[i].Team = d.teamThen(m.Teams[0], day)
			}
		}
	}
	return players, teams
}

func (d *desk) credits(p *newsroom.Post) []Credit {
	if len(p.Sources) == 0 {
		return nil
	}
	out := make([]Credit, len(p.Sources))
	for i, c := range p.Sources {
		out[i] = Credit{Source: Link{Text: c.Name}, Outlet: c.Outlet, URL: c.URL, Date: Time(c.Date)}
		out[i].Source.URL = d.on(c.Source).urlOf()
	}
	return out
}

func notes(in []newsroom.Note) []Note {
	if len(in) == 0 {
		return nil
	}
	out := make([]Note, len(in))
	for i, n := range in {
		out[i] = note(n)
	}
	return out
}

func note(n newsroom.Note) Note { return Note{Time: timeOf(n.Time, n.DateOnly), Text: n.Text} }

// A postFile makes the page of a post.
type postFile struct{ *newsroom.Post }

func (f postFile) data(d *desk) any          { return d.postPage(f.Post) }
func (f postFile) sum(d *desk) digest.Digest { return d.postSum(f.Post) }

// basis names the post and those that its page shows beside it.
func (f postFile) basis(d *desk, l *ledger) {
	p := f.Post
	l.post(d, p)
	if p.Retracted != nil {
		return
	}
	for _, m := range p.Players {
		for q := range d.before(p, m.Player) {
			l.post(d, q)
		}
		l.number(-1)
	}
	if s := d.story(p); s != nil {
		l.subject(s)
		older, newer := d.room.Beside(p, 2)
		for _, q := range older {
			l.post(d, q)
		}
		l.number(-1)
		if newer != nil {
			l.post(d, newer)
		}
		l.number(-1)
		if q := d.room.Outcome(p.Story); q != nil {
			l.post(d, q)
		}
	}
}

// postPage makes the page of a post. What its card says, too, is the card's.
func (d *desk) postPage(p *newsroom.Post) any {
	c := d.fullCard(p)
	page := &PostPage{
		Head:      d.head(place{url: c.URL}, 0),
		ID:        p.ID,
		DocPath:   p.Doc.Path,
		Draft:     p.Draft,
		Scheduled: p.Scheduled,
	}
	page.Type = "article"
	page.Title = p.Title
	page.Published = c.Time
	page.Head.Updated = c.Updated
	page.Issued = zoned(p.Time)
	if !p.Updated.IsZero() {
		page.Modified = zoned(lastChange(p))
	}
	page.NoIndex = !p.Listed()
	m := d.monthOf(p)
	page.Crumbs = []Crumb{m.crumbs[0], m.crumbs[1], {Text: p.Title, URL: page.URL}}
	if p.Retracted != nil {
		n := note(*p.Retracted)
		page.Retracted = &n
		return page
	}

	page.Description = p.Summary
	page.Summary = p.Summary
	page.Status = string(p.Status)
	page.Players, page.Teams, page.Credits = c.Players, c.Teams, c.Credits
	if len(page.Teams) > 0 {
		page.Section = page.Teams[0].Text
	}
	page.Authors, page.Tags = d.authorLinks(p), d.tagLinks(p)
	for _, t := range p.Tags {
		page.Keywords = append(page.Keywords, t.Name)
	}
	page.Image = c.Image
	page.Head.Image = shared(c.Image)
	if page.Head.Image == nil {
		page.Head.Image = d.firstImage(p.Doc, p.Links)
	}
	page.Body = d.postBody(p)
	page.Updates = notes(p.Updates)
	page.Corrections = notes(p.Corrections)
	if p.Expired {
		page.Expired = changed(p.Expires)
	}
	if d.need.Around {
		page.Facts, page.Earlier, page.Story = d.around(p)
	}
	page.Params = params(p.Params)
	return page
}

// around makes what a post's page shows besides the post: its players as of that
// day, what was reported of them before, and its story.
func (d *desk) around(p *newsroom.Post) (facts []FactsBox, before []EarlierBox, story *StoryBox) {
	c := d.fullCard(p)
	for j, m := range p.Players {
		if m.Player.Registered() {
			facts = append(facts, d.facts(m.Player.At(p.Day)))
		}
		if box := d.earlier(c.Players[j].Link, p, m.Player); len(box.Cards) > 0 {
			before = append(before, box)
		}
	}
	return facts, before, d.storyBox(p)
}

func (d *desk) authorLinks(p *newsroom.Post) []Link {
	var out []Link
	for _, a := range p.Authors {
		out = append(out, d.authorLink(a))
	}
	return out
}

func (d *desk) tagLinks(p *newsroom.Post) []Link {
	var out []Link
	for _, t := range p.Tags {
		out = append(out, Link{Text: t.Name, URL: d.on(t).urlOf()})
	}
	return out
}

// postBody returns the text of a post with the names in it that are linked.
func (d *desk) postBody(p *newsroom.Post) Body {
	b := d.body(p.Doc, p.Links)
	if d.cfg.LinkNames && b.Digest != (digest.Digest{}) {
		b.Names = d.prose(p)
	}
	return b
}

// own returns the digest of what a post is made of itself, wherever it is shown
// in full: on its page and in every feed. It is remembered.
func (d *desk) own(p *newsroom.Post) digest.Digest {
	slot := &d.memos[p.Number-1].own
	if sum := slot.Load(); sum != nil {
		return *sum
	}
	parts := struct {
		Card                 digest.Digest
		ID, Doc              string
		Published, Changed   Time // with their zone, which a card's bare day lacks
		Authors, Tags        []Link
		Body                 Body
		First                *Image
		Updates, Corrections []Note
		Retracted            []Note
		Expired              bool
		Expires              Time
		Params               map[string]any
	}{
		Card: d.cardSum(p), ID: p.ID, Doc: p.Doc.Path,
		Published: zoned(p.Time), Changed: zoned(lastChange(p)),
		Authors: d.authorLinks(p), Tags: d.tagLinks(p), Body: d.postBody(p), First: d.firstImage(p.Doc, p.Links),
		Updates: notes(p.Updates), Corrections: notes(p.Corrections),
		Expired: p.Expired, Expires: changed(p.Expires), Params: params(p.Params),
	}
	if p.Retracted != nil {
		parts.Retracted = []Note{note(*p.Retracted)}
	}
	sum := Hash(&parts)
	slot.Store(&sum)
	return sum
}

// postSum returns the digest of the page of a post.
func (d *desk) postSum(p *newsroom.Post) digest.Digest {
	parts := struct {
		Own     digest.Digest
		Origin  string
		Crumbs  [2]Crumb
		Facts   []FactsBox
		Earlier []EarlierBox
		Story   *StoryBox
	}{Own: d.own(p), Origin: d.origin, Crumbs: d.monthOf(p).crumbs}
	if p.Retracted == nil {
		parts.Facts, parts.Earlier, parts.Story = d.around(p)
	}
	return Hash(&parts)
}

// earlier lists posts on a player that were there before p, so that no later post
// changes the page of that one.
func (d *desk) earlier(link Link, p *newsroom.Post, pl *newsroom.Player) EarlierBox {
	box := EarlierBox{Player: link}
	for q := range d.before(p, pl) {
		if box.Cards == nil {
			box.Cards = make([]*Card, 0, maxEarlier)
		}
		box.Cards = append(box.Cards, d.card(q))
	}
	return box
}

// maxEarlier is how many earlier posts on a player stand below one.
const maxEarlier = 5

// before gives the newest listed posts on a player that are older than p.
func (d *desk) before(p *newsroom.Post, pl *newsroom.Player) iter.Seq[*newsroom.Post] {
	return func(yield func(*newsroom.Post) bool) {
		posts := d.room.On(pl)
		i, _ := slices.BinarySearchFunc(posts, p, (*newsroom.Post).Compare)
		n := 0
		for i--; i >= 0 && n < maxEarlier; i-- {
			if q := posts[i]; q.Listed() {
				if n++; !yield(q) {
					return
				}
			}
		}
	}
}

// storyBox shows the neighbours of p in its story; nil when it has no story.
func (d *desk) storyBox(p *newsroom.Post) *StoryBox {
	s := d.story(p)
	if s == nil {
		return nil
	}
	box := &StoryBox{Story: Link{Text: s.name, URL: s.url}}
	older, newer := d.room.Beside(p, 2)
	for _, q := range older {
		box.Before = append(box.Before, d.card(q))
	}
	if newer != nil {
		box.After = d.card(newer)
	}
	if q := d.room.Outcome(p.Story); q != nil && q.Status != p.Status && p.Compare(q) < 0 {
		box.Outcome = &Outcome{
			Status: string(q.Status), Time: timeOf(q.Time, q.DateOnly),
			Post: Link{Text: q.Title, URL: d.postURL(q)},
		}
	}
	return box
}

// zoned returns the RFC 3339 text of t with a time of day, as feeds want it.
func zoned(t time.Time) Time { return Time(t.Format(time.RFC3339)) }
