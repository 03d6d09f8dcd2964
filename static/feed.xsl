<?xml version="1.0" encoding="utf-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:atom="http://www.w3.org/2005/Atom" exclude-result-prefixes="atom">
<xsl:output method="html" encoding="utf-8" doctype-system="about:legacy-compat"/>
<!-- What a person sees who opens a feed in a browser: what it is, and what is in it. -->
<xsl:template match="/">
<html>
<head>
<title><xsl:value-of select="/atom:feed/atom:title|/rss/channel/title"/></title>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="robots" content="noindex"/>
<style>
:root{color-scheme:light dark}
body{font:1rem/1.5 Archivo,"Helvetica Neue",Arial,sans-serif;max-width:44rem;margin:0 auto;padding:1rem;border-top:6px solid}
h1{font-size:2rem;line-height:1.1}
h2{font-size:1.125rem;line-height:1.25;margin:0}
li{border-top:1px solid;padding:.75rem 0}
ol{list-style:none;padding:0}
a{color:inherit}
time{font-size:.875rem}
code{overflow-wrap:anywhere}
.what{border:solid;border-width:1px 0;padding:.75rem 0}
</style>
</head>
<body>
<h1><xsl:value-of select="/atom:feed/atom:title|/rss/channel/title"/></h1>
<p class="what">This is a web feed. Put its address into a feed reader to be told of every new post:<br/><code><xsl:value-of select="/atom:feed/atom:link[@rel='self']/@href|/rss/channel/atom:link[@rel='self']/@href"/></code></p>
<p><a><xsl:attribute name="href"><xsl:value-of select="/atom:feed/atom:link[@rel='alternate']/@href|/rss/channel/link"/></xsl:attribute>←</a></p>
<ol>
<xsl:for-each select="/atom:feed/atom:entry|/rss/channel/item">
<li><time><xsl:value-of select="substring(concat(substring(atom:published,1,10),substring(pubDate,6,11)),1,11)"/></time>
<h2><a><xsl:attribute name="href"><xsl:value-of select="atom:link[@rel='alternate' or not(@rel)]/@href|link"/></xsl:attribute><xsl:value-of select="atom:title|title"/></a></h2></li>
</xsl:for-each>
</ol>
</body>
</html>
</xsl:template>
</xsl:stylesheet>
