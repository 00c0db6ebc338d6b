"""Bodies of the HTTP interface."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

MAX_TEXTS = 32
MAX_TEXT_CHARACTERS = 100_000
MAX_REQUEST_CHARACTERS = 500_000
"""In all texts of a request together, to bound the work of one request."""

MAX_BODY_BYTES = 4 * 1024 * 1024

Text = Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]


def _exactly_one(schema: dict[str, Any]) -> None:
    for prop in schema["properties"].values():
        prop.pop("default", None)
    schema["oneOf"] = [{"required": ["text"]}, {"required": ["texts"]}]


class PredictRequest(BaseModel):
    """One text or several."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_exactly_one)

    text: Text = ""
    texts: Annotated[list[Text], Field(min_length=1, max_length=MAX_TEXTS)] = []

    @field_validator("texts")
    @classmethod
    def _are_short(cls, texts: list[str]) -> list[str]:
        if sum(map(len, texts)) > MAX_REQUEST_CHARACTERS:
            raise ValueError(f"must have at most {MAX_REQUEST_CHARACTERS} characters together")
        return texts

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("give either text or texts")
        return self

    def all_texts(self) -> list[str]:
        return self.texts or [self.text]


class ModelIdentity(BaseModel):
    name: str
    variant: str
    sha256: str


class PredictionBody(BaseModel):
    label: str = Field(description="the more likely class at the threshold of the model")
    probability: float = Field(ge=0, le=1, description="of spam")
    truncated: bool = Field(description="the model read only the beginning of this text")


class PredictResponse(BaseModel):
    model: ModelIdentity
    predictions: list[PredictionBody] = Field(description="in the order of the texts")


class ErrorDetail(BaseModel):
    path: str = Field(description="place in the body, for example texts.3; empty for the body as a whole")
    message: str


class ErrorInfo(BaseModel):
    code: str
    message: str
    details: list[ErrorDetail]


class ErrorBody(BaseModel):
    error: ErrorInfo


class Readiness(BaseModel):
    status: str
    reason: str | None = None
