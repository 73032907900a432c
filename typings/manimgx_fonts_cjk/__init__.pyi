# Types of manimgx_fonts_cjk: a font file beside an empty module.

__file__: str
